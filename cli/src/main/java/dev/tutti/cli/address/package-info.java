/** How a user names a file, an object in it, and a part of that. */
@NullMarked
package dev.tutti.cli.address;

import org.jspecify.annotations.NullMarked;

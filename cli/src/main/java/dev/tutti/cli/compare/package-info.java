/** What differs between two files. */
@NullMarked
package dev.tutti.cli.compare;

import org.jspecify.annotations.NullMarked;

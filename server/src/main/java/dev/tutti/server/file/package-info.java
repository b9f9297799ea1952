/** The files below a directory, and versions of them that stay while somebody looks. */
@NullMarked
package dev.tutti.server.file;

import org.jspecify.annotations.NullMarked;

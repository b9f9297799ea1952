/** Several processes that change one file together, and are killed while they do. */
@NullMarked
package dev.tutti.hdf5.shared;

import org.jspecify.annotations.NullMarked;

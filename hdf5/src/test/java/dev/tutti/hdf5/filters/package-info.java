/** Filters of chunks that are not built in. */
@NullMarked
package dev.tutti.hdf5.filters;

import org.jspecify.annotations.NullMarked;

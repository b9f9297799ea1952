/** The public API: {@link dev.tutti.hdf5.H5} opens, {@link dev.tutti.hdf5.H5File} is a file, groups, datasets and attributes are what it holds. */
@NullMarked
package dev.tutti.hdf5;

import org.jspecify.annotations.NullMarked;

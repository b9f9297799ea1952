/** What users of h5py, h5lite and jHDF do daily. */
@NullMarked
package dev.tutti.hdf5.daily;

import org.jspecify.annotations.NullMarked;

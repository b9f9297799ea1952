/** The functions of one line: each against h5py, their errors, several processes at once. */
@NullMarked
package dev.tutti.hdf5.oneline;

import org.jspecify.annotations.NullMarked;

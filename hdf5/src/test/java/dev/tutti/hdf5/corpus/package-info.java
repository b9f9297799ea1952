/** Real files of other programs, damaged files and hostile ones: each is read, or refused with one declared error. */
@NullMarked
package dev.tutti.hdf5.corpus;

import org.jspecify.annotations.NullMarked;

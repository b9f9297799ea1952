/** The C library as the judge: it writes files for Tutti to read, and says what it reads in the files that Tutti wrote. */
@NullMarked
package dev.tutti.hdf5.oracle;

import org.jspecify.annotations.NullMarked;

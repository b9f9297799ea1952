/** Many threads on one open file, and bounded memory. */
@NullMarked
package dev.tutti.hdf5.parallel;

import org.jspecify.annotations.NullMarked;

/** Live files between processes: Tutti and the C library in both roles, refusals, kills. */
@NullMarked
package dev.tutti.hdf5.live;

import org.jspecify.annotations.NullMarked;

/** Tutti's own additions to a live file, in bytes that HDF5 leaves unused. */
@NullMarked
package dev.tutti.format.live;

import org.jspecify.annotations.NullMarked;

/** What crashes, failing disks and full-speed writers leave for readers and for the next writer of a live file. */
@NullMarked
package dev.tutti.hdf5.crash;

import org.jspecify.annotations.NullMarked;

/** What crashes, failing disks and full-speed writers leave for readers and for the next writer of a live file. */
package dev.tutti.hdf5.crash;

/** The write-ahead log of shared mode: its segments beside the file, what other processes add to them, and what a crash left of them. */
@NullMarked
package dev.tutti.engine.wal;

import org.jspecify.annotations.NullMarked;

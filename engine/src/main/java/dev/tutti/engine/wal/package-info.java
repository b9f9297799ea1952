/**
 * The write-ahead log of a file that many processes change: versions of bytes, snapshots, commits, checkpoints, recovery. Knows bytes and
 * positions, not HDF5. docs/commit.md has the invariants that the comments here name.
 */
@NullMarked
package dev.tutti.engine.wal;

import org.jspecify.annotations.NullMarked;

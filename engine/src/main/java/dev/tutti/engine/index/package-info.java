/** Where the chunks of a dataset are: all chunk indexes of HDF5 behind {@link dev.tutti.engine.index.ChunkIndex}. */
@NullMarked
package dev.tutti.engine.index;

import org.jspecify.annotations.NullMarked;

/**
 * Filters of chunks that are not part of HDF5 itself: LZF, LZ4, Zstandard, bzip2, Blosc, Blosc2, bitshuffle and Snappy. The engine finds them by
 * {@link java.util.ServiceLoader}; nothing here needs to be called.
 */
@NullMarked
package dev.tutti.codecs;

import org.jspecify.annotations.NullMarked;

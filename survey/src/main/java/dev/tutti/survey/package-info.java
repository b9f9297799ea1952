/**
 * Magnetotelluric surveys in MTH5 files: surveys, stations, runs and channels over the public API of {@code dev.tutti.hdf5}. Files are made, opened by many,
 * recorded live and followed.
 */
@NullMarked
package dev.tutti.survey;

import org.jspecify.annotations.NullMarked;

/** Several processes that change one file together, and are killed while they do. */
@org.jspecify.annotations.NullMarked
package dev.tutti.hdf5.shared;

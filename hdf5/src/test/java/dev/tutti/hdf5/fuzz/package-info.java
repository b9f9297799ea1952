/** Fuzzing led by coverage: what Jazzer runs, and the tests that run it. */
@org.jspecify.annotations.NullMarked
package dev.tutti.hdf5.fuzz;

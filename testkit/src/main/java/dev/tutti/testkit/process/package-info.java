/** Other programs in tests: child JVMs to kill, python and the HDF5 tools to compare with. Every wait is bounded. */
@NullMarked
package dev.tutti.testkit.process;

import org.jspecify.annotations.NullMarked;

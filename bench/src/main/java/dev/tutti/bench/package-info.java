/** Tutti beside the C library and plain reads of the machine, in one run: {@link dev.tutti.bench.SideBySide}. */
@NullMarked
package dev.tutti.bench;

import org.jspecify.annotations.NullMarked;

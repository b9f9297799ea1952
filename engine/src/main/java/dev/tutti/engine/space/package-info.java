/** Which bytes of the file are free: pure arithmetic, no I/O. */
@NullMarked
package dev.tutti.engine.space;

import org.jspecify.annotations.NullMarked;

/** Bytes of a file's datatype to Java arrays and values and back, run by run, fused with the copy. */
@NullMarked
package dev.tutti.engine.convert;

import org.jspecify.annotations.NullMarked;

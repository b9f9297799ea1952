/** Heaps: many small objects of any length in few blocks, found again by an ID. */
@NullMarked
package dev.tutti.engine.heap;

import org.jspecify.annotations.NullMarked;

/** Heaps of the format: fractal heap with its free space, global heap, local heap, and the symbol table nodes of old groups. */
@NullMarked
package dev.tutti.format.heap;

import org.jspecify.annotations.NullMarked;

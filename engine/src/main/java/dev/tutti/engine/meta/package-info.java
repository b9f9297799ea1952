/** Decoded structures by address: what a reader sees, and the open transaction laid over it. */
@NullMarked
package dev.tutti.engine.meta;

import org.jspecify.annotations.NullMarked;

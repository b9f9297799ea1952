/** Object headers: all chunks of one as a whole, and changes that a live reader sees either not at all or completely. */
@NullMarked
package dev.tutti.engine.header;

import org.jspecify.annotations.NullMarked;

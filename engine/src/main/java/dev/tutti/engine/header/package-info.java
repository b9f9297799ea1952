/** Object headers: all chunks of one object's messages, loaded, changed and freed as one. */
@NullMarked
package dev.tutti.engine.header;

import org.jspecify.annotations.NullMarked;

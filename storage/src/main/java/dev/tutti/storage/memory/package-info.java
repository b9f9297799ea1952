/** Files that are not in a file system: in memory, or behind a channel. */
@NullMarked
package dev.tutti.storage.memory;

import org.jspecify.annotations.NullMarked;

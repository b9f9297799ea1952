/** Words and numbered locks that the processes with one file open share, and waiting for such a lock. */
@NullMarked
package dev.tutti.storage.shared;

import org.jspecify.annotations.NullMarked;

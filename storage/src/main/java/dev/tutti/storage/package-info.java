/** Positional files, directories, barriers and the clock behind one seam, {@link dev.tutti.storage.Storage}. */
@NullMarked
package dev.tutti.storage;

import org.jspecify.annotations.NullMarked;

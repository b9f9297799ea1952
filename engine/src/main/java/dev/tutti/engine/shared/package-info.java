/** Files that any number of threads and processes change at the same time: versions to read, transactions to change them. */
@NullMarked
package dev.tutti.engine.shared;

import org.jspecify.annotations.NullMarked;

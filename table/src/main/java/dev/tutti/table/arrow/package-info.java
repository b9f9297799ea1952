/** Rows of tables as batches of Apache Arrow, which the program brings: {@code org.apache.arrow:arrow-vector} and one of its {@code arrow-memory-*}. */
@NullMarked
package dev.tutti.table.arrow;

import org.jspecify.annotations.NullMarked;

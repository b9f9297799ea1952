/**
 * Rows of tables as batches of Apache Arrow, and files of Arrow by themselves. The program brings the library: {@code org.apache.arrow:arrow-vector}, one of its
 * {@code arrow-memory-*}, and {@code arrow-compression} for compressed files.
 */
@NullMarked
package dev.tutti.table.arrow;

import org.jspecify.annotations.NullMarked;

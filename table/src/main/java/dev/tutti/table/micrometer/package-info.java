/** Commits of tables as metrics of Micrometer, which the program brings: {@code io.micrometer:micrometer-core}. */
@NullMarked
package dev.tutti.table.micrometer;

import org.jspecify.annotations.NullMarked;

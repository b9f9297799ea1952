/**
 * Tables that any number of threads and processes append to, change and read at once. On disk they are Apache Iceberg tables: this is the
 * only module that names Iceberg. Begin with {@link dev.tutti.table.Tables}.
 */
@NullMarked
package dev.tutti.table;

import org.jspecify.annotations.NullMarked;

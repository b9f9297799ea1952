/** Files of tables on the local file system, without Hadoop. */
@NullMarked
package dev.tutti.table.local;

import org.jspecify.annotations.NullMarked;

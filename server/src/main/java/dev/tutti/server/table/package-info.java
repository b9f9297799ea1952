/** What the page of tables asks; only {@link dev.tutti.server.table.IcebergTables} knows the module that has them, which may be missing. */
@NullMarked
package dev.tutti.server.table;

import org.jspecify.annotations.NullMarked;

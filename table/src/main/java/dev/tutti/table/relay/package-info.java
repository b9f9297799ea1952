/** How processes of one host hand small appends to the one of them that commits. Knows bytes only, nothing of tables. */
@NullMarked
package dev.tutti.table.relay;

import org.jspecify.annotations.NullMarked;

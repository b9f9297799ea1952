/** B-trees as sorted maps in a file: lookup and iteration over any view, changes through a transaction. */
@NullMarked
package dev.tutti.engine.btree;

import org.jspecify.annotations.NullMarked;

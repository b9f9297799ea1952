/** The B-trees of the format: version 2 (header, internal nodes, leaves) and version 1 for the groups of old files. */
@NullMarked
package dev.tutti.format.btree;

import org.jspecify.annotations.NullMarked;

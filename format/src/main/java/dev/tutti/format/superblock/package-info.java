/** The superblock, versions 0 to 3: where a file starts and ends. */
@NullMarked
package dev.tutti.format.superblock;

import org.jspecify.annotations.NullMarked;

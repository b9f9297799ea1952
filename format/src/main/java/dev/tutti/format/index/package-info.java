/** The arrays that index the chunks of a dataset: extensible array and fixed array (format specification, sections VII.C and VII.D). */
@NullMarked
package dev.tutti.format.index;

import org.jspecify.annotations.NullMarked;

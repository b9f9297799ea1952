/** Which elements of a dataset are meant: selections as files keep them, in references to regions and in virtual datasets. */
@NullMarked
package dev.tutti.format.selection;

import org.jspecify.annotations.NullMarked;

/** What one element of raw data is: the eleven classes of the datatype message. */
@NullMarked
package dev.tutti.format.datatype;

import org.jspecify.annotations.NullMarked;

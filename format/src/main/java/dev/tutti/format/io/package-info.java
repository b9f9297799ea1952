/** Reading and writing of the primitive fields that all structures are made of. */
@NullMarked
package dev.tutti.format.io;

import org.jspecify.annotations.NullMarked;

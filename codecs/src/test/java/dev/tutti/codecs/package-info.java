/** Tests of the filters. */
@NullMarked
package dev.tutti.codecs;

import org.jspecify.annotations.NullMarked;

/** Read-only verification of a whole file. */
@NullMarked
package dev.tutti.engine.check;

import org.jspecify.annotations.NullMarked;

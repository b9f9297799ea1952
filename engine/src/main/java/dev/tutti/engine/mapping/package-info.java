/** Which elements of two selections belong together: arithmetic. */
@NullMarked
package dev.tutti.engine.mapping;

import org.jspecify.annotations.NullMarked;

/** Unchecked exceptions with one root, {@link dev.tutti.errors.H5Exception}. Each says where, what was expected and what was found. */
@NullMarked
package dev.tutti.errors;

import org.jspecify.annotations.NullMarked;

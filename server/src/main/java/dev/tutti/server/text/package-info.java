/** Types and values as JSON. */
@NullMarked
package dev.tutti.server.text;

import org.jspecify.annotations.NullMarked;

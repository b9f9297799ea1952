/** Programs that show how Tutti is used, each one whole. */
@NullMarked
package dev.tutti.examples;

import org.jspecify.annotations.NullMarked;

/** The project's documents, and compiling what stands in them: tests run every block of code that a reader may copy. */
@NullMarked
package dev.tutti.testkit.docs;

import org.jspecify.annotations.NullMarked;

/** Files of other formats, and references to chunks. */
@NullMarked
package dev.tutti.cli.convert;

import org.jspecify.annotations.NullMarked;

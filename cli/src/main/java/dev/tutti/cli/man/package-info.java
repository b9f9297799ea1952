/** Manual pages. */
@NullMarked
package dev.tutti.cli.man;

import org.jspecify.annotations.NullMarked;

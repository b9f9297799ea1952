/** Numbers as pictures: in the terminal, and as files. */
@NullMarked
package dev.tutti.cli.draw;

import org.jspecify.annotations.NullMarked;

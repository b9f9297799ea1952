/** The command line: what a user types becomes calls of the public API, what comes back becomes text, JSON or an exit status. */
@NullMarked
package dev.tutti.cli;

import org.jspecify.annotations.NullMarked;

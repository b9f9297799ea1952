/** The server, started from the command line. */
@NullMarked
package dev.tutti.cli.serve;

import org.jspecify.annotations.NullMarked;

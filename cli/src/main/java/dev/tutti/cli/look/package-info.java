/** Commands that look: ls, info, dump, get. They read one version of a file, live or not, and hold nobody up. */
@NullMarked
package dev.tutti.cli.look;

import org.jspecify.annotations.NullMarked;

/** Commands that change a file at rest: put, set. Each is one open, one change, one close. */
@NullMarked
package dev.tutti.cli.change;

import org.jspecify.annotations.NullMarked;

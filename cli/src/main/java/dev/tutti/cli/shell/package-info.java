/** Commands one after the other inside of one file. */
@NullMarked
package dev.tutti.cli.shell;

import org.jspecify.annotations.NullMarked;

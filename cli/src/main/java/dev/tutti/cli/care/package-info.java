/** Commands that look after files: check, recover, doctor. */
@NullMarked
package dev.tutti.cli.care;

import org.jspecify.annotations.NullMarked;

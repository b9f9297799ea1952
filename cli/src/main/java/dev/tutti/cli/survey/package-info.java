/** Commands for survey (MTH5) files: {@code tutti survey …}. */
@NullMarked
package dev.tutti.cli.survey;

import org.jspecify.annotations.NullMarked;

/** Commands on live files: record appends what arrives on standard input, watch prints what others append. */
@NullMarked
package dev.tutti.cli.live;

import org.jspecify.annotations.NullMarked;

/** What all commands stand on: streams, exit statuses, the one-line error, the clean stop. */
@NullMarked
package dev.tutti.cli.run;

import org.jspecify.annotations.NullMarked;

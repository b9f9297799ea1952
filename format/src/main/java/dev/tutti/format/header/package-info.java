/** Object headers of versions 1 and 2 as chunks of messages, without knowing what the messages mean. */
@NullMarked
package dev.tutti.format.header;

import org.jspecify.annotations.NullMarked;

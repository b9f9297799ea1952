/** Growth of files, told as it happens. */
@NullMarked
package dev.tutti.server.live;

import org.jspecify.annotations.NullMarked;

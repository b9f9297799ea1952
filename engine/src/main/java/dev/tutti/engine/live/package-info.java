/** Live files: the writer's session, its publications, recovery after a crash, and following from other processes. */
@NullMarked
package dev.tutti.engine.live;

import org.jspecify.annotations.NullMarked;

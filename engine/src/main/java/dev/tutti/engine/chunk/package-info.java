/** Raw data of datasets: geometry of selections, plans, parallel reading and writing. The engine's only executor lives here. */
@NullMarked
package dev.tutti.engine.chunk;

import org.jspecify.annotations.NullMarked;

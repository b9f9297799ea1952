/** How byte images reach the file: order, barriers, the side journal, recovery. Knows no HDF5. */
@NullMarked
package dev.tutti.engine.commit;

import org.jspecify.annotations.NullMarked;

/** The write-ahead log of shared mode: headers of its segments, its records and their directories. */
@NullMarked
package dev.tutti.format.log;

import org.jspecify.annotations.NullMarked;

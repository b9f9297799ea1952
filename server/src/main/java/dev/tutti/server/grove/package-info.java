/** The questions that the explorer asks about a file: the API of h5grove. */
@NullMarked
package dev.tutti.server.grove;

import org.jspecify.annotations.NullMarked;

/** The server of a directory of HDF5 files: the explorer, the dashboard of live files, the API behind both. */
@NullMarked
package dev.tutti.server;

import org.jspecify.annotations.NullMarked;

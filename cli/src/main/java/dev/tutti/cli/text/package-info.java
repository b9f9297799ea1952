/** Values as text, CSV, JSON, NumPy files and HDF5's data definition language, and some of them back. */
@NullMarked
package dev.tutti.cli.text;

import org.jspecify.annotations.NullMarked;

/** HDF5 datasets as datasets of Eclipse January: begin with {@link dev.tutti.january.JanuaryDatasets}. */
@NullMarked
package dev.tutti.january;

import org.jspecify.annotations.NullMarked;

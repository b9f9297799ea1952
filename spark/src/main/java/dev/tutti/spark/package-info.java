/** HDF5 datasets as a data source of Apache Spark, {@code spark.read().format("tutti-hdf5")}: see {@link dev.tutti.spark.HdfSource}. */
@NullMarked
package dev.tutti.spark;

import org.jspecify.annotations.NullMarked;

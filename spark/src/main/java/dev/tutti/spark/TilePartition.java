package dev.tutti.spark;

import org.apache.spark.sql.connector.read.InputPartition;

/**
 * Some tiles of one file.
 *
 * @param query whose version of the file is read
 * @param version what that was when the query was planned
 * @param first number of the first tile
 * @param count how many there are
 */
record TilePartition(String query, String file, FileVersion version, TileGrid grid, long first, long count)
        implements InputPartition {}

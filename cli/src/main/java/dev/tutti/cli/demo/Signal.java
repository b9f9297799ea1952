package dev.tutti.cli.demo;

import dev.tutti.hdf5.DType;
import java.util.List;

/** What is recorded: rows that depend on nothing but the channel and their number, so that whoever reads can tell whether they are right. */
interface Signal extends AutoCloseable {
    /** The channels of the first run. */
    List<String> channels();

    /** Type of an element. */
    DType type();

    /** Shape of a row; empty if a row is one element. */
    long[] rowShape();

    /** Number of rows there are. */
    long length();

    /** Rows {@code from} to before {@code to} as one flat array. */
    Object rows(String channel, long from, long to);

    @Override
    void close();
}

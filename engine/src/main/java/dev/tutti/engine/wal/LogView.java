package dev.tutti.engine.wal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The log as snapshots see it: which commit changed what, and the bytes. Thread-safe. */
interface LogView {
    Versions versions();

    /** The file is never shorter than this. */
    long leastSize();

    /** Lays what the log has for a snapshot over bytes that were read from the file at {@code position}. */
    void overlay(long position, ByteBuffer bytes, Snapshot snapshot) throws IOException;
}

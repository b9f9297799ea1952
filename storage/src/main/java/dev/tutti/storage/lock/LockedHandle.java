package dev.tutti.storage.lock;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The handle of a file that a lock stands on, for whoever reads the file while it is locked: a look into a file needs no second one. Thread-safe; after the lock is closed each call throws. */
public interface LockedHandle {
    /** As {@link dev.tutti.storage.StoreFile#read}, one call at a time. */
    int read(long position, ByteBuffer target) throws IOException;

    /** Length of the file in bytes now. */
    long size() throws IOException;

    /** Identity of the file, whatever name it has by now. */
    Object identity() throws IOException;
}

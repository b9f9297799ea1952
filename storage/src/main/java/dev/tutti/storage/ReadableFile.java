package dev.tutti.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is only read: it refuses to be changed, and so has nothing to secure. */
public interface ReadableFile extends StoreFile {
    @Override
    default void write(long position, ByteBuffer source) throws IOException {
        throw new IOException(path() + ": this file is only read");
    }

    @Override
    default void resize(long size) throws IOException {
        throw new IOException(path() + ": this file is only read");
    }

    @Override
    default void force() {}
}

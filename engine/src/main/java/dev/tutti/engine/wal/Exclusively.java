package dev.tutti.engine.wal;

import java.io.IOException;

/** Work that is done while nobody else commits. */
@FunctionalInterface
public interface Exclusively<T> {
    /** Does it. */
    T run() throws IOException;
}

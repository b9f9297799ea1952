package dev.tutti.engine.commit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Where the blocks of a transaction go: into the file in order, or into its log. Guarded by the write lock of the file. */
public interface BlockWriter {
    /** Takes all blocks of a change. */
    void write(ChangeSet changes) throws IOException;

    /** Writes blocks at once that nothing points at yet. */
    void writeFresh(List<BlockImage> images) throws IOException;

    /**
     * Puts those of the bytes from {@code position} on that were written at once into {@code target}, where the writer's view of the file does not show them by itself.
     * For any thread.
     */
    default void overlay(long position, ByteBuffer target) throws IOException {}

    /** What was written at once into a range belongs to the transaction no longer: the range was given back. */
    default void forget(long position, long length) {}
}

package dev.tutti.engine.commit;

import java.io.IOException;
import java.util.List;

/** Where the blocks of a transaction go: into the file in order, or into its log. Guarded by the write lock of the file. */
public interface BlockWriter {
    /** Takes all blocks of a change. */
    void write(ChangeSet changes) throws IOException;

    /** Writes blocks at once that nothing points at yet. */
    void writeFresh(List<BlockImage> images) throws IOException;
}

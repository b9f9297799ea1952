package dev.tutti.table.local;

import java.io.IOException;
import org.apache.iceberg.io.FileIO;

/** File access whose files are on disk at a barrier, and until then perhaps not. */
public interface BarrierFileIO extends FileIO {
    /**
     * Brings to disk what was written and waits for that.
     *
     * @throws IOException if a file is not on disk; it is tried no more, and each call throws until the file is deleted
     */
    void barrier() throws IOException;
}

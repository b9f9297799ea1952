package dev.tutti.hdf5;

import dev.tutti.engine.object.OpenFile;
import java.util.function.LongSupplier;

/** Lets tests see the numbers of versions: commit points, which grow with every commit. */
public final class VersionBridge {
    private VersionBridge() {}

    /** The version that a snapshot shows; asked of a transaction, in its body, the one it reads, and asked again after its commit the one it made. */
    public static LongSupplier of(H5File file) {
        OpenFile open = file.access().open();
        return () -> open.mode().version();
    }
}

package dev.tutti.engine.wal;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * A part of the log is asked for that was deleted: a checkpoint has brought it into the file, and no snapshot was known that needs it. Who has a
 * snapshot never meets this; who has none takes one and begins anew.
 */
public final class SegmentGoneException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    SegmentGoneException(Path path, String what) {
        super(path + ": " + what);
    }
}

package dev.tutti.storage;

import java.io.Serial;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/** The file was closed by its user; names it, which its superclass cannot. */
final class ClosedFileException extends ClosedChannelException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String path;

    ClosedFileException(Path path) {
        this.path = path.toString();
    }

    @Override
    public String getMessage() {
        return path + ": the file was closed before this call";
    }
}

package dev.tutti.table.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.jspecify.annotations.Nullable;

/**
 * Files of tables through {@code java.io}, which an interrupt of the thread does not close under it. Thread-safe.
 *
 * <p>Iceberg makes one by name as well ({@code io-impl}); the property {@link #BARRIERS} then says whether files are brought to disk.
 */
public final class LocalFileIO implements SupportsBulkOperations, BarrierFileIO {
    /** Property: {@code true} if a file that was written is on disk when its writer is closed. */
    public static final String BARRIERS = "tutti.barriers";

    private static final long serialVersionUID = 1L;

    private boolean barriers;
    private @Nullable String within;
    /** Not taken along to another process, which has barriers at once then. */
    private transient @Nullable LateBarriers late;

    /** Files without barriers, until {@link #initialize} says otherwise. */
    public LocalFileIO() {}

    /** Files that are on disk, with their names, when their writer is closed. */
    public static LocalFileIO withBarriers() {
        LocalFileIO io = new LocalFileIO();
        io.barriers = true;
        return io;
    }

    /** Files that are on disk, with their names, at the next {@link #barrier}, and until then perhaps not. */
    public static LocalFileIO withLateBarriers() {
        LocalFileIO io = withBarriers();
        io.late = new LateBarriers();
        return io;
    }

    /**
     * Brings to disk what was written and waits for that: all files at once, which takes about as long as one.
     *
     * @throws IOException if one is not on disk; it is tried no more, and each call throws until the file is deleted
     */
    @Override
    public void barrier() throws IOException {
        LateBarriers waiting = late;
        if (waiting != null) {
            waiting.barrier();
        }
    }

    /** Files below a folder, to read: what lies elsewhere is not found, and nothing is written or deleted. */
    public static LocalFileIO within(Path folder) {
        LocalFileIO io = new LocalFileIO();
        io.within = folder.toString();
        return io;
    }

    private Path readable(String location) {
        Path path = LocalPath.of(location);
        if (within != null) {
            try {
                Path real = path.toRealPath();
                if (!real.startsWith(Path.of(within).toRealPath())) {
                    throw new NotFoundException("%s is not below %s: it is not read", path, within);
                }
                return real;
            } catch (IOException e) {
                throw new NotFoundException(e, "%s is not there", path);
            }
        }
        return path;
    }

    private Path writable(String location) {
        if (within != null) {
            throw new UnsupportedOperationException(
                    "the tables in " + within + " are open to read only: nothing is written or deleted");
        }
        return LocalPath.of(location);
    }

    @Override
    public void initialize(Map<String, String> properties) {
        barriers = Boolean.parseBoolean(properties.getOrDefault(BARRIERS, Boolean.toString(barriers)));
    }

    @Override
    public Map<String, String> properties() {
        return Map.of(BARRIERS, Boolean.toString(barriers));
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInputFile(location, readable(location), -1);
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return new LocalInputFile(location, readable(location), length);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutputFile(location, writable(location), barriers, late);
    }

    /** Deletes the file; one that is not there is as good as deleted. */
    @Override
    public void deleteFile(String location) {
        Path path = writable(location);
        LateBarriers waiting = late;
        if (waiting != null) {
            waiting.forget(path);
        }
        try {
            Files.deleteIfExists(path);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be deleted", e);
        }
    }

    /** Deletes files one after the other, in this thread. */
    @Override
    public void deleteFiles(Iterable<String> locations) {
        locations.forEach(this::deleteFile);
    }

    /** Lets go of files that wait for a barrier, without one. */
    @Override
    public void close() {
        LateBarriers waiting = late;
        if (waiting != null) {
            waiting.close();
        }
    }
}

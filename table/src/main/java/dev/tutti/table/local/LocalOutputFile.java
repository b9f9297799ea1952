package dev.tutti.table.local;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/** A local file to write. It has its last name from the start: nothing names it before its writer is closed. */
final class LocalOutputFile implements OutputFile {
    private final String location;
    private final Path path;
    private final boolean barriers;
    private final @Nullable LateBarriers late;

    LocalOutputFile(String location, Path path, boolean barriers, @Nullable LateBarriers late) {
        this.location = location;
        this.path = path;
        this.barriers = barriers;
        this.late = late;
    }

    @Override
    public PositionOutputStream create() {
        try {
            makeFolders(folder());
            if (!path.toFile().createNewFile()) {
                throw new AlreadyExistsException("%s: exists already", path);
            }
            return open();
        } catch (IOException e) {
            throw new RuntimeIOException(e, "%s: cannot be made", path);
        }
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
        try {
            makeFolders(folder());
            return open();
        } catch (IOException e) {
            throw new RuntimeIOException(e, "%s: cannot be made", path);
        }
    }

    private Path folder() throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(path + ": a file in a folder is expected");
        }
        return folder;
    }

    private PositionOutputStream open() throws IOException {
        return new LocalOutputStream(new FileOutputStream(path.toFile()), path, folder(), barriers, late);
    }

    private void makeFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.getParent();
        if (above != null) {
            makeFolders(above);
        }
        // Another process may be as quick: that it is there is all that counts.
        Files.createDirectories(folder);
        if (barriers && above != null) {
            secure(above);
        }
    }

    /** Brings the names in a folder to disk, where the system can. */
    static void secure(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            return; // Windows opens no folders; it secures names by itself.
        }
        try (channel) {
            channel.force(true);
        }
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public InputFile toInputFile() {
        return new LocalInputFile(location, path, -1);
    }

    @Override
    public String toString() {
        return location;
    }
}

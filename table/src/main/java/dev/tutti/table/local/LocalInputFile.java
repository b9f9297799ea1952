package dev.tutti.table.local;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RuntimeIOException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;

/** A local file to read. Files of tables never change once they are named by a table, so that the length is asked once. */
final class LocalInputFile implements InputFile {
    private final String location;
    private final Path path;
    private long length;

    LocalInputFile(String location, Path path, long length) {
        this.location = location;
        this.path = path;
        this.length = length;
    }

    @Override
    public synchronized long getLength() {
        if (length < 0) {
            try {
                length = Files.size(path);
            } catch (IOException e) {
                throw missing(e);
            }
        }
        return length;
    }

    @Override
    public SeekableInputStream newStream() {
        try {
            return new LocalInputStream(path);
        } catch (FileNotFoundException e) {
            throw missing(e);
        }
    }

    private RuntimeException missing(IOException cause) {
        return Files.exists(path)
                ? new RuntimeIOException(cause, "%s: cannot be read", path)
                : new NotFoundException(cause, "%s: no such file", path);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public boolean exists() {
        return Files.exists(path);
    }

    @Override
    public String toString() {
        return location;
    }
}

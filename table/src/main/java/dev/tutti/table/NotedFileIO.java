package dev.tutti.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * File access that notes which files were begun, so that those of a commit that has failed can be deleted: Iceberg leaves them where it does not know whether the
 * commit is in. Thread-safe.
 */
@SuppressWarnings("serial") // It stays in its process.
final class NotedFileIO implements FileIO {
    private static final long serialVersionUID = 1L;

    private final FileIO files;
    private final List<String> made = new ArrayList<>();

    NotedFileIO(FileIO files) {
        this.files = files;
    }

    /** Forgets what was begun: it is in the table, or may be. */
    synchronized void forget() {
        made.clear();
    }

    /** Deletes what was begun since it was forgotten last. */
    void discard() {
        List<String> all;
        synchronized (this) {
            all = List.copyOf(made);
            made.clear();
        }
        WriteTarget.discard(files, all);
    }

    @Override
    public InputFile newInputFile(String location) {
        return files.newInputFile(location);
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return files.newInputFile(location, length);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        synchronized (this) {
            made.add(location);
        }
        return files.newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        synchronized (this) {
            made.remove(location);
        }
        files.deleteFile(location);
    }

    @Override
    public Map<String, String> properties() {
        return files.properties();
    }

    @Override
    public void close() {
        files.close();
    }
}

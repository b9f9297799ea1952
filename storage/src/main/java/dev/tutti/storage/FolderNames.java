package dev.tutti.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a folder have a part in their name. A folder is read again only when its stamp has changed, so that the question, asked at every opening of a
 * file, does not cost more the more files the folder has. Thread-safe.
 */
final class FolderNames {
    private static final int MOST_FOLDERS = 256;
    private static final int MOST_NAMES = 1000;

    private record Key(Path folder, String part) {}

    private record Known(FileStamp stamp, List<Path> names) {}

    /** The folders asked for last. Guarded by itself. */
    private static final Map<Key, Known> KNOWN = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
            return size() > MOST_FOLDERS;
        }
    };

    private FolderNames() {}

    static List<Path> containing(Storage storage, Path folder, String part) throws IOException {
        Key key = new Key(folder, part);
        FileStamp now = storage.stamp(folder); // before the names are read: what changes meanwhile gives another one
        Known known = known(key);
        if (known != null && now.isUnchangedSince(known.stamp)) {
            return known.names;
        }
        List<Path> names = read(folder, part);
        if (names.size() <= MOST_NAMES) {
            synchronized (KNOWN) {
                KNOWN.put(key, new Known(now, names));
            }
        }
        return names;
    }

    private static @Nullable Known known(Key key) {
        synchronized (KNOWN) {
            return KNOWN.get(key);
        }
    }

    /** The folder as it is now. */
    static List<Path> read(Path folder, String part) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> String.valueOf(entry.getFileName()).contains(part))
                    .filter(entry -> !Files.isDirectory(entry))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw new IOException(folder + ": the folder cannot be read: " + e.getMessage(), e);
        }
    }
}

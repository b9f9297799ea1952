package dev.tutti.engine.object;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Files that the external links of a file lead to: opened for reading when first needed, closed with the file. Thread-safe. */
public final class Externals {
    private final OpenFile owner;
    private final Map<Path, OpenFile> open = new HashMap<>();
    private @Nullable Function<Path, OpenFile> opener;

    Externals(OpenFile owner) {
        this.owner = owner;
    }

    /** How a file is opened for reading. */
    public synchronized void opener(Function<Path, OpenFile> opens) {
        opener = opens;
    }

    /** The file of that name: as it stands, or beside the file that holds the link. */
    synchronized OpenFile file(String name) {
        Path beside = owner.store().path().toAbsolutePath().resolveSibling(name);
        OpenFile known = open.get(beside);
        if (known != null) {
            return known;
        }
        if (opener == null || !owner.storage().exists(beside)) {
            throw new H5NotFoundException(
                    owner.path() + ": an external link leads to " + beside + ", which is not there");
        }
        OpenFile file = opener.apply(beside);
        open.put(beside, file);
        return file;
    }

    /** Closes them. */
    public synchronized void close() {
        H5Exception first = null;
        for (OpenFile file : open.values()) {
            try {
                file.close();
            } catch (H5Exception e) {
                first = first == null ? e : first;
            }
        }
        open.clear();
        if (first != null) {
            throw first;
        }
    }
}

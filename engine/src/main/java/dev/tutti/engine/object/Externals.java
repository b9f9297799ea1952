package dev.tutti.engine.object;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files that the external links, virtual datasets and external raw data of a file lead to: opened when first needed, closed with the file. What others share is read as it was when it was first needed. Thread-safe. */
public final class Externals {
    private final OpenFile owner;
    private final Map<Path, OpenFile> open = new HashMap<>();
    private final RawFiles raw;
    private @Nullable FileSettings settings;

    Externals(OpenFile owner) {
        this.owner = owner;
        this.raw = new RawFiles(owner);
    }

    /** How files are opened for reading. */
    public synchronized void opener(FileSettings opens) {
        settings = opens;
    }

    /** How far virtual datasets go where sources are missing. */
    synchronized MissingSources missing() {
        return settings == null ? MissingSources.STANDARD : settings.missing();
    }

    /** The file of that name, where {@link Beside} looks for it. */
    synchronized OpenFile file(String name, Beside kind) {
        Path found = kind.find(owner.storage(), owner.store().path(), name);
        if (settings == null || found == null) {
            throw new H5NotFoundException(owner.path() + ": '" + name
                    + "' is named by an external link or a virtual dataset, and is not there");
        }
        Path beside = found.toAbsolutePath().normalize();
        if (beside.equals(owner.store().path().toAbsolutePath().normalize())) {
            return owner;
        }
        OpenFile known = open.get(beside);
        if (known == null) {
            known = FileOpener.isInParts(beside, settings)
                    ? FileOpener.readParts(beside, settings)
                    : settings.sources().open(beside, settings);
            open.put(beside, known);
        }
        return known;
    }

    /** Files with raw data. */
    RawFiles raw() {
        return raw;
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
        raw.close();
        if (first != null) {
            throw first;
        }
    }
}

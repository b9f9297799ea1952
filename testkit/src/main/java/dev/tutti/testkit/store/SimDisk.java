package dev.tutti.testkit.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names and contents at one instant. Copies share pages. Not thread-safe. */
final class SimDisk {
    /** Files by number. One that has lost its name stays: somebody may have it open. */
    private final Map<Long, PagedBytes> contents;

    private final SortedMap<Path, Long> names;

    SimDisk() {
        this(new HashMap<>(), new TreeMap<>());
    }

    private SimDisk(Map<Long, PagedBytes> contents, SortedMap<Path, Long> names) {
        this.contents = contents;
        this.names = names;
    }

    static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    SimDisk copy() {
        Map<Long, PagedBytes> copied = new HashMap<>(contents.size() * 2);
        contents.forEach((file, bytes) -> copied.put(file, bytes.copy()));
        return new SimDisk(copied, new TreeMap<>(names));
    }

    /** The names, each with the number of its file. */
    SortedMap<Path, Long> names() {
        return names;
    }

    PagedBytes content(long file) {
        return contents.computeIfAbsent(file, number -> new PagedBytes());
    }

    List<Path> list(Path directory) {
        List<Path> found = new ArrayList<>();
        for (Path path : names.keySet()) {
            if (directory.equals(path.getParent())) {
                found.add(path);
            }
        }
        return found;
    }

    /** Does what {@code event} says; barriers and marks change nothing here. */
    void apply(SimEvent event) {
        if (event instanceof SimEvent.Write write) {
            apply(write, 0, write.bytes().length);
        } else if (event instanceof SimEvent.Resize resize) {
            try {
                content(resize.file()).resize(resize.size());
            } catch (IOException e) {
                throw new AssertionError("was possible once", e);
            }
        } else if (event instanceof SimEvent.Create create) {
            names.put(create.path(), create.file());
            content(create.file());
        } else if (event instanceof SimEvent.Delete delete) {
            names.remove(delete.path());
        } else if (event instanceof SimEvent.Rename rename) {
            names.remove(rename.from());
            names.put(rename.to(), rename.file());
        }
    }

    /** Does the part of {@code write} between two offsets in its bytes. */
    void apply(SimEvent.Write write, int from, int to) {
        try {
            content(write.file()).write(write.position() + from, write.bytes(), from, to);
        } catch (IOException e) {
            throw new AssertionError("was possible once", e);
        }
    }
}

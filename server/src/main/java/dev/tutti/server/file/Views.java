package dev.tutti.server.file;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.server.web.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of files that are open. All answers of one refresh of a page come from one version: the page says which, and it is kept for a while.
 *
 * <p>A live file is looked at without a lock, version by version. Of a file that processes share a version is held while it is used. A file that nobody changes
 * is read without a lock, too, so that no writer has to wait for a browser; whether one came meanwhile is asked after each answer ({@link View#held}).
 * Thread-safe.
 */
public final class Views implements AutoCloseable {
    private static final long KEPT_NANOS = Duration.ofSeconds(15).toNanos();
    private static final long SHARED_KEPT_NANOS = Duration.ofSeconds(4).toNanos();
    private static final int MOST_OPEN = 64;
    private static final int MOST_VERSIONS = 4;

    private final FileOptions look;
    private final FileOptions pin;

    /** By real path. Guarded by this map. */
    private final Map<Path, Shelf> shelves = new HashMap<>();

    /** The versions of one file. Guarded by itself. */
    private static final class Shelf {
        final List<View.Kept> versions = new ArrayList<>();
        long next = 1;
    }

    public Views(ServedFolder folder) {
        ConfinedStorage storage = new ConfinedStorage(folder.root());
        this.look = FileOptions.snapshotOfLive().storage(storage).threads(2);
        this.pin = FileOptions.readOnly().storage(storage).threads(2).lockTimeout(Duration.ofSeconds(2));
    }

    /** How live files are followed: as everything else, without leaving the directory. */
    public FileOptions following() {
        return look;
    }

    /** The file at its newest version. */
    public View newest(Path file) {
        return view(file, -1);
    }

    /** The file at a version that was given before, or at its newest if that one is gone. */
    public View view(Path file, long version) {
        Shelf shelf;
        synchronized (shelves) {
            shelf = shelves.computeIfAbsent(file, path -> new Shelf());
        }
        synchronized (shelf) {
            for (View.Kept kept : shelf.versions) {
                if (kept.version == version
                        && !kept.outdated
                        && (kept.stamp.mode() != Stamp.Mode.QUIET || held(kept))) {
                    return use(kept);
                }
            }
            return use(current(file, shelf));
        }
    }

    private View use(View.Kept kept) {
        kept.users++;
        kept.lastUsed = System.nanoTime();
        return new View(this, kept);
    }

    private View.Kept current(Path file, Shelf shelf) {
        try {
            View.Kept last = shelf.versions.isEmpty() ? null : shelf.versions.get(shelf.versions.size() - 1);
            Stamp stamp = Stamp.of(file, last == null || last.outdated ? null : last.stamp);
            if (last != null && !last.outdated && last.stamp.equals(stamp)) {
                return last;
            }
            if (stamp.mode() == Stamp.Mode.WRITING) {
                throw new Refusal(
                        503,
                        "the file is being written by a program whose changes cannot be followed; it can be read when that has closed it");
            }
            trim(shelf);
            View.Kept opened = new View.Kept(open(file, stamp), stamp, shelf.next++);
            shelf.versions.add(opened);
            return opened;
        } catch (IOException e) {
            throw Refusal.notFound("File not found!");
        }
    }

    private H5File open(Path file, Stamp stamp) {
        return stamp.mode() == Stamp.Mode.SHARED ? H5.open(file, pin) : H5.open(file, look);
    }

    /** Closes versions that nobody uses: all but a few, and of files that are shared each, because it keeps their log from being emptied. */
    private static void trim(Shelf shelf) {
        int kept = 0;
        for (int i = shelf.versions.size() - 1; i >= 0; i--) {
            View.Kept version = shelf.versions.get(i);
            boolean holdsUp = version.stamp.mode() == Stamp.Mode.SHARED;
            if (version.users == 0 && (holdsUp || version.outdated || ++kept >= MOST_VERSIONS)) {
                shelf.versions.remove(i);
                shut(version);
            }
        }
    }

    private static void shut(View.Kept version) {
        try {
            version.file.close();
        } catch (H5Exception e) {
            version.outdated = true; // it was only read: there is nothing to lose
        }
    }

    void release(View.Kept kept) {
        Shelf shelf = shelfOf(kept);
        if (shelf == null) {
            shut(kept);
            return;
        }
        synchronized (shelf) {
            kept.users--;
            kept.lastUsed = System.nanoTime();
            if (kept.users == 0 && kept.outdated) {
                shelf.versions.remove(kept);
                shut(kept);
            }
        }
    }

    private @Nullable Shelf shelfOf(View.Kept kept) {
        synchronized (shelves) {
            return shelves.get(kept.file.path());
        }
    }

    boolean held(View.Kept kept) {
        if (kept.stamp.mode() != Stamp.Mode.QUIET) {
            return true;
        }
        boolean same;
        try {
            same = Stamp.of(kept.file.path(), kept.stamp).equals(kept.stamp);
        } catch (IOException | H5Exception e) {
            same = false;
        }
        if (!same) {
            kept.outdated = true;
        }
        return same;
    }

    /** Closes what nobody has used for a while; to be called now and then. */
    public void sweep() {
        List<Shelf> all;
        synchronized (shelves) {
            all = new ArrayList<>(shelves.values());
        }
        boolean many = open() > MOST_OPEN;
        long now = System.nanoTime();
        for (Shelf shelf : all) {
            synchronized (shelf) {
                shelf.versions.removeIf(version -> {
                    long patience = version.stamp.mode() == Stamp.Mode.SHARED ? SHARED_KEPT_NANOS : KEPT_NANOS;
                    boolean over = version.users == 0 && (many || now - version.lastUsed > patience);
                    if (over) {
                        shut(version);
                    }
                    return over;
                });
            }
        }
    }

    /** How many versions are open. */
    public int open() {
        synchronized (shelves) {
            int open = 0;
            for (Shelf shelf : shelves.values()) {
                synchronized (shelf) {
                    open += shelf.versions.size();
                }
            }
            return open;
        }
    }

    @Override
    public void close() {
        synchronized (shelves) {
            for (Shelf shelf : shelves.values()) {
                synchronized (shelf) {
                    shelf.versions.forEach(Views::shut);
                    shelf.versions.clear();
                }
            }
            shelves.clear();
        }
    }
}

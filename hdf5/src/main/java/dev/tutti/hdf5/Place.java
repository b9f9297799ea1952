package dev.tutti.hdf5;

import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.References;
import dev.tutti.engine.object.Resolver;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a node is: what all nodes share. In a shared file the object is looked for again under its path when it was deleted, or when the file was plain
 * in between, so that another object that came to stand at its address is never taken for it. Thread-safe.
 */
final class Place {
    private final H5File file;
    private final String path;
    private final @Nullable Located fixed;

    /** What led to an object of another file, where no path of this one leads. */
    private final References.@Nullable Target target;

    private volatile SharedAccess.@Nullable Seen seen;

    private Place(
            H5File file,
            String path,
            @Nullable Located fixed,
            References.@Nullable Target target,
            SharedAccess.@Nullable Seen seen) {
        this.file = file;
        this.path = path;
        this.fixed = fixed;
        this.target = target;
        this.seen = seen;
    }

    /** The place of an object that was found under a path. */
    static Place of(H5File file, Located located, String path) {
        Access access = file.access();
        if (access.isFixed()) {
            return new Place(file, path, located, null, null);
        }
        // Behind an external link it is looked for at each use.
        return new Place(
                file, path, null, null, located.file() == access.open() ? access.see(located.address()) : null);
    }

    /** The place of an object of another file that a reference led to; the path is in that file. */
    static Place elsewhere(H5File file, Located located, References.Target target, String path) {
        return file.access().isFixed()
                ? new Place(file, path, located, null, null)
                : new Place(file, path, null, target, null);
    }

    H5File file() {
        return file;
    }

    String path() {
        return path;
    }

    String name() {
        List<String> parts = Resolver.parts(path);
        return parts.isEmpty() ? "/" : parts.get(parts.size() - 1);
    }

    /** Runs with one version of the file. */
    <T> T reading(Supplier<T> work) {
        return file.access().reading(work);
    }

    /** Runs as one change of the file. */
    <T> T changing(Supplier<T> work) {
        return file.access().changing(work);
    }

    /** The object in the version or transaction that this thread is at. */
    Located located() {
        if (fixed != null) {
            return fixed;
        }
        OpenFile open = file.open();
        if (target != null) {
            return References.locate(open, target);
        }
        SharedAccess.Seen last = seen;
        if (last != null && file.access().isStill(last)) {
            return new Located(open, last.address());
        }
        Located found = Resolver.get(Resolver.root(open), path);
        if (found.file() == open) {
            seen = file.access().see(found.address());
        }
        return found;
    }

    OpenFile open() {
        return located().file();
    }

    /** Address of the object header. */
    long address() {
        return reading(() -> located().address());
    }

    String child(String name) {
        return path.equals("/") ? "/" + name : path + "/" + name;
    }

    /** For messages: file and object. */
    String describe() {
        return file.path() + ": " + path;
    }
}

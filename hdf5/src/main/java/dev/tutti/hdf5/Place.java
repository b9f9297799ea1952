package dev.tutti.hdf5;

import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.Resolver;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a node is: what all nodes share.
 *
 * @param file the file that was opened
 * @param address of the object header
 * @param path from the root
 * @param fixed the object, where it is found at once; null in a file whose versions come and go
 * @param external whether it lies in another file, behind an external link
 */
record Place(H5File file, long address, String path, @Nullable Located fixed, boolean external) {
    /** The place of an object that was found under a path. */
    static Place of(H5File file, Located located, String path) {
        Access access = file.access();
        return access.isFixed()
                ? new Place(file, located.address(), path, located, false)
                : new Place(file, located.address(), path, null, located.file() != access.open());
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
        Located known = fixed;
        if (known != null) {
            return known;
        }
        OpenFile open = file.open();
        return external ? Resolver.get(Resolver.root(open), path) : new Located(open, address);
    }

    OpenFile open() {
        return located().file();
    }

    String child(String name) {
        return path.equals("/") ? "/" + name : path + "/" + name;
    }

    /** For messages: file and object. */
    String describe() {
        return file.path() + ": " + path;
    }
}

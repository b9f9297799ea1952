package dev.tutti.hdf5;

import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.Resolver;
import java.util.List;

/**
 * Where a node is: what all nodes share.
 *
 * @param file the file that was opened
 * @param located the object; behind an external link it lies in another file
 * @param path from the root
 */
record Place(H5File file, Located located, String path) {
    String name() {
        List<String> parts = Resolver.parts(path);
        return parts.isEmpty() ? "/" : parts.get(parts.size() - 1);
    }

    OpenFile open() {
        return located.file();
    }

    long address() {
        return located.address();
    }

    String child(String name) {
        return path.equals("/") ? "/" + name : path + "/" + name;
    }

    /** For messages: file and object. */
    String describe() {
        return open().path() + ": " + path;
    }
}

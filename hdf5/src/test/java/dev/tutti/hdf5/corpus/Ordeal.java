package dev.tutti.hdf5.corpus;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Everything that a reader does with a file: opens it, walks it, reads all attributes and, piece by piece, all datasets, prints each object, and
 * checks the file. Declared errors are collected; any other exception goes through to the test.
 */
public final class Ordeal {
    /** Elements of one piece. */
    private static final long PIECE = 1 << 16;

    /** Pieces of one dataset: a hostile one can be as large as it says it is. */
    private static final int MOST_PIECES = 8;

    private static final int MOST_OBJECTS = 5000;

    private final List<String> refused = new ArrayList<>();
    private final List<String> unsupported = new ArrayList<>();
    private int objects;
    private int datasets;

    private Ordeal() {}

    /** Puts a file through all of it. */
    static Ordeal of(Path path) {
        Ordeal ordeal = new Ordeal();
        ordeal.guarded("open", () -> {
            try (H5File file = H5.open(path, FileOptions.snapshotOfLive().threads(1))) {
                ordeal.walk(file);
            }
        });
        ordeal.guarded("check", () -> H5.check(path).problems());
        return ordeal;
    }

    /** Puts the bytes of a file through all of it but the check. */
    public static Ordeal of(byte[] bytes) {
        Ordeal ordeal = new Ordeal();
        ordeal.guarded("open", () -> {
            try (H5File file = H5.open(bytes)) {
                ordeal.walk(file);
            }
        });
        return ordeal;
    }

    /** Errors other than a feature that is missing. */
    List<String> refused() {
        return refused;
    }

    /** Features that are missing. */
    List<String> unsupported() {
        return unsupported;
    }

    int objects() {
        return objects;
    }

    int datasets() {
        return datasets;
    }

    private void walk(H5File file) {
        Iterator<Node> nodes = file.walk().iterator();
        while (nodes.hasNext() && objects < MOST_OBJECTS) {
            Node node = nodes.next();
            objects++;
            guarded(node.path() + " attributes", () -> node.attrs().toMap());
            guarded(node.path() + " text", node::toString);
            if (node instanceof Dataset dataset) {
                datasets++;
                guarded(node.path() + " values", () -> read(dataset));
                guarded(node.path() + " storage", dataset::storedBytes);
            }
        }
    }

    private static void read(Dataset dataset) {
        long[] shape = dataset.shape();
        dataset.maxShape();
        dataset.type().toString();
        int pieces = 0;
        for (Slice piece :
                Slice.all().pieces(shape, PIECE / Math.max(1, dataset.type().size() / 8))) {
            dataset.read(piece);
            if (pieces == 0) {
                dataset.raw(piece);
            }
            pieces++;
            if (pieces == MOST_PIECES) {
                return;
            }
        }
    }

    private void guarded(String what, Runnable step) {
        try {
            step.run();
        } catch (H5UnsupportedException e) {
            unsupported.add(what + ": " + e.getMessage());
        } catch (H5Exception e) {
            refused.add(what + ": " + e.getMessage());
        }
    }
}

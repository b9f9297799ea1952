package dev.tutti.hdf5;

import dev.tutti.engine.object.Types;
import dev.tutti.errors.H5CorruptException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what two files hold: objects, links, attributes and values. What points into its own file is compared by type and shape. */
final class Comparison {
    private static final long PIECE_BYTES = 4L << 20;

    private final H5File one;
    private final H5File other;
    private final boolean lossy;

    /**
     * Two files.
     *
     * @param lossy whether values may differ
     */
    Comparison(H5File one, H5File other, boolean lossy) {
        this.one = one;
        this.other = other;
        this.lossy = lossy;
    }

    /**
     * Goes through both.
     *
     * @return how many objects they hold
     * @throws H5CorruptException if they differ; the message says where
     */
    long run() {
        Iterator<Node> theirs = other.walk().iterator();
        Iterator<Node> ours = one.walk().iterator();
        long objects = 0;
        while (ours.hasNext()) {
            Node node = ours.next();
            if (!theirs.hasNext()) {
                throw differs(node.path(), "this object", "nothing");
            }
            node(node, theirs.next());
            objects++;
        }
        if (theirs.hasNext()) {
            throw differs(theirs.next().path(), "nothing", "this object");
        }
        return objects;
    }

    private void node(Node a, Node b) {
        same(a.path(), a.path(), b.path());
        same(a.path(), a.getClass(), b.getClass());
        same(a.path(), a.attrs().names(), b.attrs().names());
        for (String name : a.attrs().names()) {
            same(a.path() + "@" + name, a.attrs().info(name), b.attrs().info(name));
        }
        if (a instanceof Group group && b instanceof Group copy) {
            same(a.path(), group.links(), copy.links());
        } else if (a instanceof Dataset dataset && b instanceof Dataset copy) {
            dataset(dataset, copy);
        } else if (a instanceof NamedType type && b instanceof NamedType copy) {
            same(a.path(), type.type(), copy.type());
        }
    }

    private void dataset(Dataset a, Dataset b) {
        same(a.path(), a.type(), b.type());
        same(a.path(), Arrays.toString(a.shape()), Arrays.toString(b.shape()));
        same(a.path(), Arrays.toString(a.maxShape()), Arrays.toString(b.maxShape()));
        Layout layout = a.layout();
        if (layout.kind() == Layout.Kind.VIRTUAL) {
            same(
                    a.path(),
                    sources(a),
                    sources(b)); // the values are others', which the copy may not find from its folder
            return;
        }
        boolean sameChunks = layout.kind() == Layout.Kind.CHUNKED
                && layout.chunk().equals(b.layout().chunk())
                && layout.filters().equals(b.layout().filters());
        if (Types.hasPointers(a.type().type()) || lossy) {
            return;
        }
        if (sameChunks) {
            chunks(a, b);
            return;
        }
        for (Slice piece :
                Slice.all().pieces(a.shape(), Math.max(1, PIECE_BYTES / a.type().size()))) {
            if (!Arrays.equals(a.raw(piece), b.raw(piece))) {
                throw differs(a.path(), "the same values in [" + piece + "]", "others");
            }
        }
    }

    private static List<String> sources(Dataset dataset) {
        return dataset.virtualSources().stream()
                .map(source -> source + " " + source.from() + " " + source.into())
                .toList();
    }

    /** Chunks as they are stored: so that filters that are not at hand are no hindrance. */
    private void chunks(Dataset a, Dataset b) {
        List<ChunkInfo> chunks = a.chunkInfo();
        same(a.path(), chunks.size(), b.chunkInfo().size());
        for (ChunkInfo chunk : chunks) {
            long[] offset = chunk.offset().stream().mapToLong(i -> i).toArray();
            DirectChunk stored = a.readDirectChunk(offset);
            DirectChunk copied = b.readDirectChunk(offset);
            boolean same = stored.filterMask() == copied.filterMask() && Arrays.equals(stored.bytes(), copied.bytes());
            // Chunks at the edge may pass no filters in one of the two files.
            if (!same && !sameValues(a, b, offset)) {
                throw differs(a.path(), "the same chunk at " + chunk.offset(), "another one");
            }
        }
    }

    private static boolean sameValues(Dataset a, Dataset b, long[] offset) {
        long[] shape = a.shape();
        long[] ones = new long[shape.length];
        long[] block = new long[shape.length];
        for (int d = 0; d < shape.length; d++) {
            ones[d] = 1;
            block[d] = Math.min(a.layout().chunk().get(d), shape[d] - offset[d]);
            if (block[d] <= 0) {
                return true; // a chunk that lies outside holds nothing
            }
        }
        Slice chunk = Slice.hyperslab(offset, block, ones, block);
        return Arrays.equals(a.raw(chunk), b.raw(chunk));
    }

    private void same(String where, @Nullable Object a, @Nullable Object b) {
        if (!Objects.equals(a, b)) {
            throw differs(where, String.valueOf(a), String.valueOf(b));
        }
    }

    private H5CorruptException differs(String where, String expected, String found) {
        return new H5CorruptException(other.path().toString(), -1, "copy of " + where, expected, found, null);
    }
}

package dev.tutti.hdf5;

import java.lang.ref.Cleaner;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of a dataset, read one by one as they are asked for. In shared mode all are of one version of the file, which is given back at the end of the stream, when it is
 * closed, or when nobody has it any more.
 */
final class ChunkStream extends Spliterators.AbstractSpliterator<Chunk> {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Dataset dataset;
    private final Iterator<Slice> slices;
    private final Release release;

    /** Gives the version back, once. Knows nothing of the stream, so that the cleaner can run it when the stream is gone. */
    private record Release(@Nullable H5File snapshot, AtomicBoolean done) implements Runnable {
        @Override
        public void run() {
            if (snapshot != null && !done.getAndSet(true)) {
                snapshot.close();
            }
        }
    }

    private ChunkStream(Dataset dataset, Iterator<Slice> slices, long number, Release release) {
        super(number, ORDERED | NONNULL);
        this.dataset = dataset;
        this.slices = slices;
        this.release = release;
    }

    /** Chunks of a dataset; pieces of so many elements where it has none. */
    static Stream<Chunk> of(Dataset dataset, Slice selection, long pieceElements) {
        H5File snapshot =
                dataset.file().access() instanceof SharedAccess ? dataset.file().snapshot() : null;
        Release release = new Release(snapshot, new AtomicBoolean());
        boolean done = false;
        try {
            Dataset source = snapshot == null ? dataset : snapshot.dataset(dataset.path());
            boolean chunked = source.layout().kind() == Layout.Kind.CHUNKED;
            Iterator<Slice> slices = chunked
                    ? source.chunkSlices(selection).iterator()
                    : selection.pieces(source.shape(), pieceElements).iterator();
            ChunkStream chunks = new ChunkStream(source, slices, Long.MAX_VALUE, release);
            if (snapshot != null) {
                CLEANER.register(chunks, release);
            }
            done = true;
            return StreamSupport.stream(chunks, false).onClose(release);
        } finally {
            if (!done) {
                release.run();
            }
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super Chunk> action) {
        boolean done = true;
        try {
            if (!slices.hasNext()) {
                return false;
            }
            Slice slice = slices.next();
            action.accept(new Chunk(slice, dataset.array(slice)));
            done = false;
            return true;
        } finally {
            if (done) {
                release.run();
            }
        }
    }
}

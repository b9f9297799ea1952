package dev.tutti.engine.object;

import dev.tutti.engine.chunk.ChunkReader;
import dev.tutti.engine.chunk.Selection;
import dev.tutti.engine.chunk.StoredData;
import dev.tutti.engine.convert.RunReader;
import dev.tutti.engine.convert.RunWriter;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.ExternalFiles;
import dev.tutti.format.message.VirtualLayout;
import dev.tutti.format.selection.VirtualMappings;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and changes the values of datasets. */
public final class Datasets {

    private Datasets() {}

    /** What a virtual dataset is made of; nothing for other datasets. */
    public static List<VirtualMappings.Mapping> sources(Located dataset) {
        return dataset.file()
                .reading(view -> state(dataset).layout() instanceof VirtualLayout virtual
                        ? VirtualData.mappings(view, virtual).mappings()
                        : List.of());
    }

    /** The raw files that hold a dataset's values; nothing for other datasets. */
    public static List<RawPiece> externals(Located dataset) {
        return dataset.file().reading(view -> {
            DatasetHeader state = load(dataset, view);
            ExternalFiles files = state.external();
            return files == null
                    ? List.of()
                    : ExternalData.of(dataset.file(), view, files, state.what()).pieces();
        });
    }

    /** A dataset's state as readers are to see it now. */
    public static DatasetHeader state(Located dataset) {
        settle(dataset);
        return dataset.file().reading(view -> load(dataset, view));
    }

    /** A dataset's state as its writer sees it: what was written and is not settled yet is in it, and stays unsettled. */
    public static DatasetHeader pending(Located dataset) {
        OpenFile file = dataset.file();
        DatasetWriter writer = file.writerOf(dataset.address());
        if (writer != null) {
            return file.locked(writer::pending);
        }
        if (file.mode().extents() != null) {
            return state(dataset); // the shape may not be that of the header
        }
        DatasetHeader state = file.reading(view -> file.writers().state(view, dataset.address()));
        if (state.layout() instanceof VirtualLayout) {
            return state(dataset);
        }
        file.writers().note(state);
        return state;
    }

    /** A dataset's state through a view that the caller holds. */
    public static DatasetHeader load(Located dataset, MetaView view) {
        return load(dataset, view, Descent.start());
    }

    /** The same for a dataset that virtual datasets lead to. */
    static DatasetHeader load(Located dataset, MetaView view, Descent descent) {
        DatasetHeader state = DatasetHeader.of(view, ObjectHeader.load(view, dataset.address()));
        if (state.layout() instanceof VirtualLayout) {
            VirtualData virtual = VirtualData.of(dataset.file(), view, state, descent);
            return virtual.grows() ? state.withShape(virtual.shape()) : state;
        }
        OpenFile.ExtentSource extents = dataset.file().mode().extents();
        long @Nullable [] extent = extents == null ? null : extents.extent(dataset.address());
        return extent == null || extent.length != state.space().rank() ? state : state.withShape(extent);
    }

    /** What was written through this file, and is not settled yet, is settled now, so that a read finds it. */
    static void settle(Located dataset) {
        DatasetWriter writer = dataset.file().writerOf(dataset.address());
        if (writer != null && writer.dirty()) {
            dataset.file().writing(tx -> {
                writer.settle();
                return tx;
            });
        }
    }

    /** Makes what takes elements, given what they are: the sources of a virtual dataset have types, and files for what is of variable length, of their own. */
    @FunctionalInterface
    public interface Takers {
        /**
         * What takes elements of a type.
         *
         * @param view for values that lie elsewhere in the file
         */
        RunReader taker(Datatype type, MetaView view);
    }

    /** Elements that are read, and who takes them. */
    public record Piece(Selection selection, Takers takers) {}

    /** Something that is read: pieces of one version, and what their takers make of them in the end. */
    public record Reading<T>(List<Piece> pieces, T result) {
        /** One piece is all. */
        public Reading(Selection selection, Takers takers, T result) {
            this(List.of(new Piece(selection, takers)), result);
        }
    }

    /**
     * Reads values of a dataset.
     *
     * @param plan says, knowing the dataset, what is read and who takes it
     */
    public static <T> T read(Located dataset, BiFunction<DatasetHeader, MetaView, Reading<T>> plan) {
        settle(dataset);
        OpenFile file = dataset.file();
        boolean tree = file.writable() && file.reading(view -> hasTree(load(dataset, view)));
        Function<MetaView, T> read = view -> read(dataset, view, plan);
        if (tree) {
            return file.consistentlyWithWrites(read);
        }
        return file.writable() || !file.mode().live() ? file.reading(read) : patiently(file, read);
    }

    /** A filtered chunk that its writer overwrites at this moment does not decode; it is read again for a bounded time (L5). */
    private static <T> T patiently(OpenFile file, Function<MetaView, T> read) {
        long deadline = System.nanoTime() + file.reader().patienceNanos();
        long pause = 20_000;
        while (true) {
            try {
                return file.reading(read);
            } catch (H5CorruptException e) {
                if (System.nanoTime() - deadline > 0) {
                    file.reader().lessPatient();
                    throw e;
                }
                LockSupport.parkNanos(pause);
                pause = Math.min(5_000_000, 2 * pause);
            }
        }
    }

    /** Arrays of chunks can be read while they grow; nodes of a tree are split, and are read again if that happened. */
    private static boolean hasTree(DatasetHeader state) {
        return state.layout() instanceof ChunkedLayout chunked
                && (chunked.index() instanceof ChunkIndexType.BTree2
                        || chunked.index() instanceof ChunkIndexType.BTree1);
    }

    private static <T> T read(Located dataset, MetaView view, BiFunction<DatasetHeader, MetaView, Reading<T>> plan) {
        OpenFile file = dataset.file();
        DatasetHeader state = load(dataset, view);
        try {
            Reading<T> reading = plan.apply(state, view);
            for (Piece piece : reading.pieces()) {
                read(file, view, state, piece.selection(), piece.takers());
            }
            return reading.result();
        } catch (OutOfMemoryError e) {
            // What was read so far is garbage by now: the request was too large, the program is well.
            throw new H5TypeException(file.path() + ": the values that were asked for do not fit the heap of "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB; read slice by slice (rows()), or start Java with a larger -Xmx");
        }
    }

    /** Reads values wherever they are. */
    static void read(OpenFile file, MetaView view, DatasetHeader state, Selection selection, Takers takers) {
        read(file, view, state, selection, takers, Descent.start());
    }

    /** The same for a dataset that virtual datasets lead to. */
    static void read(
            OpenFile file, MetaView view, DatasetHeader state, Selection selection, Takers takers, Descent descent) {
        if (state.layout() instanceof VirtualLayout) {
            VirtualData.of(file, view, state, descent).read(selection, takers);
            return;
        }
        ExternalFiles external = state.external();
        StoredData data = external == null
                ? state.stored(file.filters())
                : state.at(ExternalData.of(file, view, external, state.what()).place());
        new ChunkReader(view, file.workers(), file.decoded()).read(data, selection, takers.taker(state.type(), view));
    }

    /** Sets values of a dataset. */
    public static void write(Located dataset, Selection selection, Function<MetaTransaction, RunWriter> source) {
        dataset.file().writing(tx -> {
            DatasetWriter.of(dataset.file(), tx, dataset.address()).write(tx, selection, source.apply(tx));
            return tx;
        });
    }

    /** Adds rows at the end of a dataset's first dimension. */
    public static void append(Located dataset, long rows, Function<MetaTransaction, RunWriter> source) {
        dataset.file().writing(tx -> {
            DatasetWriter.of(dataset.file(), tx, dataset.address()).append(tx, rows, source.apply(tx));
            return tx;
        });
    }

    /** Gives a dataset another shape. */
    public static void resize(Located dataset, long[] shape) {
        dataset.file().writing(tx -> {
            DatasetWriter.of(dataset.file(), tx, dataset.address()).resize(tx, shape.clone());
            return tx;
        });
    }
}

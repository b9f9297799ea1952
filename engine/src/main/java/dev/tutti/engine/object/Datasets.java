package dev.tutti.engine.object;

import dev.tutti.engine.chunk.ChunkReader;
import dev.tutti.engine.chunk.Selection;
import dev.tutti.engine.convert.RunReader;
import dev.tutti.engine.convert.RunWriter;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads and changes the values of datasets. */
public final class Datasets {
    private Datasets() {}

    /** A dataset's state as readers are to see it now. */
    public static DatasetHeader state(Located dataset) {
        settle(dataset);
        return dataset.file().reading(view -> load(dataset, view));
    }

    /** A dataset's state through a view that the caller holds. */
    public static DatasetHeader load(Located dataset, MetaView view) {
        DatasetHeader state = DatasetHeader.of(view, ObjectHeader.load(view, dataset.address()));
        OpenFile.ExtentSource extents = dataset.file().mode().extents();
        long @Nullable [] extent = extents == null ? null : extents.extent(dataset.address());
        return extent == null || extent.length != state.space().rank() ? state : state.withShape(extent);
    }

    /** What was written through this file, and is not settled yet, is settled now, so that a read finds it. */
    private static void settle(Located dataset) {
        DatasetWriter writer = dataset.file().writerOf(dataset.address());
        if (writer != null && writer.dirty()) {
            dataset.file().writing(tx -> {
                writer.settle();
                return tx;
            });
        }
    }

    /** Something that is read: which elements, who takes them, and what the taker makes of them in the end. */
    public record Reading<T>(Selection selection, RunReader taker, T result) {}

    /**
     * Reads values of a dataset.
     *
     * @param plan says, knowing the dataset, what is read and who takes it; the view is for values that lie elsewhere in the file
     */
    public static <T> T read(Located dataset, BiFunction<DatasetHeader, MetaView, Reading<T>> plan) {
        settle(dataset);
        OpenFile file = dataset.file();
        return file.reading(view -> {
            DatasetHeader state = load(dataset, view);
            Reading<T> reading = plan.apply(state, view);
            new ChunkReader(view, file.workers(), file.decoded())
                    .read(state.stored(file.filters()), reading.selection(), reading.taker());
            return reading.result();
        });
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

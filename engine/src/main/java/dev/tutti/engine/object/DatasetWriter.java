package dev.tutti.engine.object;

import dev.tutti.engine.chunk.ChunkWriter;
import dev.tutti.engine.chunk.RawStore;
import dev.tutti.engine.chunk.Selection;
import dev.tutti.engine.chunk.Selection.Hyperslab;
import dev.tutti.engine.chunk.StoredData;
import dev.tutti.engine.convert.RunWriter;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.StagedTransaction;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.DataLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.ExternalFiles;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the changes of one dataset's values and shape until they are settled: then its object header says them. All calls but
 * {@link #dirty} are guarded by the file's write lock.
 */
public final class DatasetWriter {
    private final OpenFile file;
    private final long address;
    private final ChunkWriter writer;
    private final DatasetHeader opened;
    private ObjectHeader header;

    /** What that header says. */
    private @Nullable DataLayout settledLayout;

    private @Nullable Dataspace settledSpace;
    private boolean isNew = true;
    private volatile boolean dirty;

    private DatasetWriter(OpenFile file, long address, DatasetHeader dataset) {
        this.file = file;
        this.address = address;
        this.opened = dataset;
        this.header = dataset.header();
        ExternalFiles files = dataset.external();
        ExternalData outside = files == null ? null : outside(file, dataset, files);
        StoredData data = outside == null ? dataset.stored(file.filters()) : dataset.at(outside.place());
        look();
        RawStore store = outside != null
                ? outside
                : Types.hasPointers(dataset.type())
                        ? (at, bytes) -> file.transaction().writeRawPointers(at, bytes)
                        : (at, bytes) -> file.transaction().writeRaw(at, bytes);
        this.writer = new ChunkWriter(data, file.workers(), store, file.decoded());
    }

    /** Looks through the header. */
    private void look() {
        settledLayout = header.first(DataLayout.class);
        settledSpace = header.first(Dataspace.class);
    }

    private static ExternalData outside(OpenFile file, DatasetHeader dataset, ExternalFiles files) {
        if (!file.mode().writesBeside()) {
            throw new H5UnsupportedException(dataset.what()
                    + " keeps its values in external raw files, which no commit covers: readers would see them half written;"
                    + " they are changed with FileOptions.exclusive() only");
        }
        if (Types.hasPointers(dataset.type())) {
            throw new H5UnsupportedException(
                    dataset.what()
                            + " keeps elements that point elsewhere in the file in external raw files, which can be read but not changed");
        }
        return ExternalData.of(file, file.transaction(), files, dataset.what());
    }

    /** The writer of a dataset; it stays with the open file. */
    static DatasetWriter of(OpenFile file, StagedTransaction tx, long address) {
        DatasetWriter known = file.writerOf(address);
        if (known == null) {
            DatasetHeader dataset = file.writers().state(tx, address);
            if (file.mode().live()) {
                refuseOld(file, dataset);
            }
            known = new DatasetWriter(file, address, dataset);
            file.keepWriter(address, known);
        }
        return known;
    }

    /** Nodes and headers without a checksum would be read while they are half written. */
    private static void refuseOld(OpenFile file, DatasetHeader dataset) {
        boolean tree =
                dataset.layout() instanceof ChunkedLayout chunked && chunked.index() instanceof ChunkIndexType.BTree1;
        if (tree || dataset.header().version() == 1) {
            throw new H5UnsupportedException(
                    file.path() + ": the dataset at "
                            + dataset.header().address()
                            + " is of the old file format, which cannot be changed under the readers of a live file; change it with FileOptions.exclusive() or shared()");
        }
    }

    /** Whether there are changes that the object header does not say yet. */
    public boolean dirty() {
        return dirty;
    }

    /** Whether all that was written is in the transaction at once, so that nothing is lost with this writer once it is settled. */
    boolean keepsNothing() {
        return writer.data().place() instanceof StoredData.Contiguous
                && !file.mode().live();
    }

    /** Type and filters of the dataset, and its shape with all that was written so far. */
    DatasetHeader pending() {
        return opened.withSpace(writer.data().space());
    }

    void write(StagedTransaction tx, Selection selection, RunWriter source) {
        dirty = true;
        writer.write(tx, selection, source);
        if (isNew && keepsNothing() && !Types.hasPointers(opened.type())) {
            settle(); // while its object header is at hand
        }
        isNew = false;
    }

    /** Puts a chunk as it is to be stored, past the filters. */
    void writeStored(StagedTransaction tx, long[] scaled, ByteBuffer bytes, int filterMask) {
        dirty = true;
        writer.writeStored(tx, scaled, bytes, filterMask);
    }

    /** Adds {@code rows} rows at the end of the first dimension. */
    void append(StagedTransaction tx, long rows, RunWriter source) {
        long[] shape = writer.data().shape().clone();
        if (shape.length == 0) {
            throw new H5TypeException(writer.data().path() + ": a scalar does not grow");
        }
        long before = shape[0];
        shape[0] = Math.addExact(before, rows);
        // Refused before the dataset has grown, so that a value that does not fit leaves it as it was.
        Hyperslab added = Hyperslab.rows(shape, before, rows);
        source.check(0, Math.toIntExact(added.elements(shape)));
        resize(tx, shape);
        write(tx, added, source);
    }

    void resize(StagedTransaction tx, long[] shape) {
        Dataspace space = writer.data().space();
        if (shape.length != space.rank()) {
            throw new H5TypeException(writer.data().path() + ": a shape of " + space.rank()
                    + " dimensions is expected, found " + Arrays.toString(shape));
        }
        for (int i = 0; i < shape.length; i++) {
            long most = space.maxDims()[i];
            if (shape[i] < 0 || (most != Dataspace.UNLIMITED && shape[i] > most)) {
                throw new H5TypeException(writer.data().path() + ": dimension " + i + " can have up to " + most
                        + " elements, found " + shape[i] + "; make the dataset with a larger maxShape");
            }
        }
        if (!Arrays.equals(shape, space.dims())) {
            dirty = true;
            writer.resize(tx, new Dataspace(space.kind(), shape, space.maxDims()));
        }
    }

    /** Brings the collected values to the file, and the new shape and layout into the object header. */
    void settle() {
        if (!dirty) {
            return;
        }
        StagedTransaction tx = file.transaction();
        file.stageHeap();
        StoredData data = writer.flush(tx);
        if (!header.isCurrent(tx)) {
            header = ObjectHeader.load(tx, address);
            look();
        }
        boolean changed = false;
        DataLayout layout = data.layout();
        boolean here =
                !(data.place() instanceof StoredData.Outside); // else the layout says nothing of where the values are
        if (here && settledLayout != null && !layout.equals(settledLayout)) {
            header = header.replace(tx, layout);
            settledLayout = layout;
            changed = true;
        }
        Dataspace space = settledSpace;
        if (space != null && !space.equals(data.space())) {
            header = header.replace(tx, data.space());
            settledSpace = data.space();
            changed = true;
            file.noteExtent(address, space.dims(), data.shape(), tx.isFresh(address));
        }
        // Of what was just made, or copied with its times, nothing is noted.
        if (changed && !tx.isFresh(address)) {
            header = LastChange.note(tx, file, header);
        }
        dirty = false;
    }
}

package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.heap.GlobalHeapId;
import dev.tutti.engine.heap.LocalNames;
import dev.tutti.engine.index.ChunkIndex;
import dev.tutti.engine.index.FilterState;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.DataLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.ExternalFiles;
import dev.tutti.format.message.FillValue;
import dev.tutti.format.message.FillValueOld;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.SharedMessageRef;
import dev.tutti.format.message.VirtualLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Makes datasets. */
public final class DatasetCreation {
    /** Room in a new header for a few attributes. */
    private static final int SPARE = 192;

    /** Longest value that fits a layout message. */
    private static final int MOST_COMPACT = 65_000;

    private DatasetCreation() {}

    /** Makes an empty dataset at a path; groups on the way are made. Returns where it is. */
    public static Located create(OpenFile file, String path, DatasetSpec spec) {
        return file.changing(tx -> {
            Located parent = Groups.require(Resolver.root(file), Groups.parent(path));
            long address = create(tx, file, spec).address();
            Groups.insert(tx, parent, Groups.name(path), new Link.Hard(address));
            return new Located(file, address);
        });
    }

    static ObjectHeader create(MetaTransaction tx, OpenFile file, DatasetSpec asked) {
        DatasetSpec spec = asked.fill().length == 0 && asked.committed() == null
                ? asked.withType(PointerWidths.fitted(file, asked.type()))
                : asked;
        Types.requireWidths(tx, spec.type());
        Compat compat = Compat.of(file);
        List<Message> messages = new ArrayList<>(8);
        messages.add(spec.space());
        SharedMessageRef committed = spec.committed();
        messages.add(committed == null ? new DatatypeMessage(spec.type()) : committed);
        FillValue fill = fill(spec);
        messages.add(fill);
        if (compat == Compat.EARLIEST && fill.state() == FillValue.State.VALUE) {
            messages.add(new FillValueOld(fill.value())); // what libraries before HDF5 1.6 look for
        }
        messages.add(layout(tx, file, spec, compat));
        if (spec.storage() == DatasetSpec.Storage.EXTERNAL) {
            messages.add(externals(tx, spec));
        }
        if (!spec.filters().isEmpty()) {
            messages.add(new FilterPipeline(spec.filters()));
        }
        messages.add(spec.order().noAttributes());
        if (committed != null) {
            Groups.count(tx, committed.address(), 1);
        }
        return Groups.object(tx, file, messages, SPARE, spec.order(), spec.times());
    }

    private static FillValue fill(DatasetSpec spec) {
        FillValue.AllocTime time =
                switch (spec.storage()) {
                    case COMPACT -> FillValue.AllocTime.EARLY;
                    case CONTIGUOUS, EXTERNAL -> FillValue.AllocTime.LATE;
                    case CHUNKED, VIRTUAL -> FillValue.AllocTime.INCREMENTAL;
                };
        return spec.fill().length == 0
                ? new FillValue(time, spec.fillTime(), FillValue.State.DEFAULT, new byte[0])
                : new FillValue(time, spec.fillTime(), FillValue.State.VALUE, spec.fill());
    }

    private static DataLayout layout(MetaTransaction tx, OpenFile file, DatasetSpec spec, Compat compat) {
        Dataspace space = spec.space();
        return switch (spec.storage()) {
            case COMPACT -> compact(tx, spec);
            case CONTIGUOUS -> {
                fixed(tx, spec, "contiguous");
                yield contiguous(tx, spec);
            }
            case EXTERNAL -> {
                RawPiece.check(tx.path(), spec);
                yield contiguous(tx, spec);
            }
            case VIRTUAL -> {
                GlobalHeapId id = file.heap(tx)
                        .put(Objects.requireNonNull(spec.sources(), "a virtual dataset has sources")
                                .encode(tx.widths()));
                yield new VirtualLayout(id.collection(), id.index());
            }
            case CHUNKED -> {
                FilterState filters = spec.filters().isEmpty() ? FilterState.UNFILTERED : FilterState.FILTERED;
                yield compat == Compat.LATEST
                        ? ChunkIndex.choose(space, spec.chunk(), spec.type().size(), filters)
                        : ChunkIndex.old(spec.chunk(), spec.type().size());
            }
        };
    }

    private static CompactLayout compact(MetaTransaction tx, DatasetSpec spec) {
        fixed(tx, spec, "compact");
        long bytes = spec.space().elements() * spec.type().size();
        if (bytes > MOST_COMPACT) {
            throw new H5TypeException(tx.path() + ": " + bytes + " bytes do not fit an object header, which takes "
                    + MOST_COMPACT + "; make the dataset contiguous or chunked");
        }
        byte[] data = new byte[(int) bytes];
        byte[] fill = spec.fill();
        for (int at = 0; fill.length > 0 && at < data.length; at += fill.length) {
            System.arraycopy(fill, 0, data, at, fill.length);
        }
        return new CompactLayout(data);
    }

    /** Names of raw files stand in a heap of their own; the raw files are made when values are written. */
    private static ExternalFiles externals(MetaTransaction tx, DatasetSpec spec) {
        LocalNames names = LocalNames.create(tx);
        List<ExternalFiles.Slot> slots = new ArrayList<>();
        for (RawPiece piece : spec.pieces()) {
            long name = names.insert(tx, piece.name().getBytes(StandardCharsets.UTF_8));
            slots.add(new ExternalFiles.Slot(name, piece.offset(), piece.size()));
        }
        return new ExternalFiles(names.address(), slots.size(), slots);
    }

    private static ContiguousLayout contiguous(MetaTransaction tx, DatasetSpec spec) {
        try {
            long bytes = Math.multiplyExact(
                    spec.space().elements(), (long) spec.type().size());
            return new ContiguousLayout(ByteSource.UNDEFINED, bytes);
        } catch (ArithmeticException e) {
            throw new H5TypeException(tx.path() + ": a dataset of shape "
                    + Arrays.toString(spec.space().dims()) + " is larger than 2^63 bytes");
        }
    }

    private static void fixed(MetaTransaction tx, DatasetSpec spec, String kind) {
        if (!spec.filters().isEmpty()
                || !Arrays.equals(spec.space().dims(), spec.space().maxDims())) {
            throw new H5TypeException(tx.path() + ": a " + kind
                    + " dataset has no filters and cannot grow; give it chunks, or leave filters and maxShape away");
        }
    }
}

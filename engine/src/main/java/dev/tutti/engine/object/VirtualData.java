package dev.tutti.engine.object;

import dev.tutti.engine.chunk.ChunkReader;
import dev.tutti.engine.chunk.Selection;
import dev.tutti.engine.chunk.StoredData;
import dev.tutti.engine.convert.RunReader;
import dev.tutti.engine.heap.GlobalHeap;
import dev.tutti.engine.mapping.Pairing;
import dev.tutti.engine.mapping.Places;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.object.Datasets.Takers;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.VirtualLayout;
import dev.tutti.format.selection.StoredSelection;
import dev.tutti.format.selection.StoredSelection.Regular;
import dev.tutti.format.selection.VirtualMappings;
import dev.tutti.format.selection.VirtualMappings.Mapping;
import java.util.Arrays;
import java.util.List;

/**
 * Values of one virtual dataset: those of other datasets, of this file and of others ({@link Beside} says where these are looked for). As in the C library,
 * sources that are missing read as the fill value, later mappings lie over earlier ones, and a dataset with mappings without end is as large as the last
 * element that is there.
 */
final class VirtualData {
    private static final VirtualMappings NONE = new VirtualMappings(List.of());

    private final OpenFile file;
    private final MetaView view;
    private final DatasetHeader state;
    private final VirtualMappings mappings;
    private final VirtualSources sources;

    private VirtualData(OpenFile file, MetaView view, DatasetHeader state, Descent descent) {
        this.file = file;
        this.view = view;
        this.state = state;
        this.mappings = mappings(view, (VirtualLayout) state.layout());
        this.sources = new VirtualSources(file, view, state, descent);
    }

    /** The virtual dataset that a header describes. */
    static VirtualData of(OpenFile file, MetaView view, DatasetHeader state, Descent descent) {
        return new VirtualData(file, view, state, descent);
    }

    /** What a virtual dataset is made of. */
    static VirtualMappings mappings(MetaView view, VirtualLayout layout) {
        if (layout.heapAddress() == ByteSource.UNDEFINED || layout.heapAddress() == 0) {
            return NONE;
        }
        byte[] object = GlobalHeap.read(view, layout.heapAddress(), layout.heapIndex());
        try {
            return VirtualMappings.decode(object, view.widths());
        } catch (FormatException e) {
            throw view.corrupt(layout.heapAddress(), e);
        }
    }

    private static int unlimited(StoredSelection selection) {
        return selection instanceof Regular regular ? regular.unlimited() : -1;
    }

    /** Whether the shape depends on the sources. */
    boolean grows() {
        return mappings.mappings().stream().anyMatch(mapping -> unlimited(mapping.virtual()) >= 0);
    }

    /** The shape with all that is there. */
    long[] shape() {
        long[] stored = state.space().dims();
        MissingSources missing = file.externals().missing();
        long[] least = new long[stored.length];
        long[] found = new long[stored.length];
        Arrays.fill(found, -1);
        for (Mapping mapping : mappings.mappings()) {
            checkRank(mapping.virtual(), stored.length);
            int dimension = unlimited(mapping.virtual());
            if (dimension >= 0) {
                long extent = extent(mapping, (Regular) mapping.virtual(), dimension, missing);
                found[dimension] = found[dimension] < 0
                        ? extent
                        : missing.stop() ? Math.min(found[dimension], extent) : Math.max(found[dimension], extent);
            }
            for (int d = 0; d < stored.length; d++) {
                if (d != dimension) {
                    least[d] = Math.max(least[d], bound(mapping.virtual(), d));
                }
            }
        }
        long[] shape = new long[stored.length];
        Arrays.setAll(shape, d -> found[d] < 0 ? stored[d] : Math.max(least[d], found[d]));
        return shape;
    }

    private void checkRank(StoredSelection selection, int rank) {
        int found = selection instanceof Regular regular
                ? regular.start().length
                : selection instanceof StoredSelection.Points points
                        ? points.rank()
                        : selection instanceof StoredSelection.Blocks blocks ? blocks.rank() : rank;
        if (found != rank) {
            throw damaged("selections of " + rank + " dimensions", found + " dimensions");
        }
    }

    private H5CorruptException damaged(String expected, String found) {
        return new H5CorruptException(state.what(), -1, VirtualMappings.STRUCTURE, expected, found, null);
    }

    private static long bound(StoredSelection selection, int dimension) {
        return selection instanceof Regular regular && regular.count()[dimension] > 0
                ? Places.extentFor(regular, dimension, regular.count()[dimension] * regular.block()[dimension])
                : 0;
    }

    /** How far a mapping without end goes. */
    private long extent(Mapping mapping, Regular virtual, int dimension, MissingSources missing) {
        int along = unlimited(mapping.source());
        if (along < 0) {
            long known = 0;
            for (long block = 0; block - known <= missing.gap(); block++) {
                if (sources.exists(mapping, block)) {
                    known = block + 1;
                }
            }
            long start = virtual.start()[dimension];
            long stride = virtual.stride()[dimension];
            return missing.stop()
                    ? Math.addExact(start, Math.multiplyExact(known, stride))
                    : known == 0
                            ? 0
                            : Math.addExact(
                                    Math.addExact(start, Math.multiplyExact(known - 1, stride)),
                                    virtual.block()[dimension]);
        }
        VirtualSources.Source source = sources.open(mapping, -1);
        if (source == null) {
            return 0;
        }
        checkRank(mapping.source(), source.shape().length);
        long indices = Places.below((Regular) mapping.source(), along, source.shape()[along]);
        return missing.stop() ? placeOf(virtual, dimension, indices) : Places.extentFor(virtual, dimension, indices);
    }

    /** Where the element with this number in the dimension without an end stands, or would stand. */
    private static long placeOf(Regular virtual, int dimension, long number) {
        long block = virtual.block()[dimension];
        long start = virtual.start()[dimension];
        return block == StoredSelection.UNLIMITED
                ? Math.addExact(start, number)
                : Math.addExact(
                        start,
                        Math.addExact(Math.multiplyExact(number / block, virtual.stride()[dimension]), number % block));
    }

    /** Reads a selection. */
    void read(Selection selection, Takers takers) {
        long[] shape = state.space().dims();
        selection.check(shape);
        if (state.space().elements() == 0 || selection.elements(shape) == 0) {
            return;
        }
        RunReader own = takers.taker(state.type(), view);
        new ChunkReader(view, file.workers(), file.decoded())
                .read(state.at(new StoredData.Contiguous(ByteSource.UNDEFINED, 0)), selection, own);
        Places asked = Places.of(stored(selection, shape), shape);
        try {
            for (Mapping mapping : mappings.mappings()) {
                read(mapping, shape, asked, takers);
            }
        } catch (IndexOutOfBoundsException | ArithmeticException e) {
            throw damaged("mappings inside the virtual dataset and its sources", String.valueOf(e.getMessage()));
        }
    }

    private void read(Mapping mapping, long[] shape, Places asked, Takers takers) {
        int dimension = unlimited(mapping.virtual());
        if (dimension < 0) {
            Places virtual = Places.of(mapping.virtual(), shape);
            pair(mapping, -1, asked, virtual, takers);
            return;
        }
        Regular virtual = (Regular) mapping.virtual();
        int along = unlimited(mapping.source());
        if (along >= 0) {
            VirtualSources.Source source = sources.open(mapping, -1);
            if (source != null) {
                Regular selected = (Regular) mapping.source();
                long indices = Math.min(
                        Places.below(selected, along, source.shape()[along]),
                        Places.below(virtual, dimension, shape[dimension]));
                Places there = Places.limited(virtual, shape, dimension, indices);
                Places here = Places.limited(selected, source.shape(), along, indices);
                sources.read(source, Pairing.of(asked, there, here), takers);
            }
            return;
        }
        long from = virtual.start()[dimension];
        long stride = virtual.stride()[dimension];
        long end = Math.min(shape[dimension], asked.high()[dimension]);
        long first = Math.max(0, (asked.low()[dimension] - from) / stride);
        for (long block = first; from + block * stride < end; block++) {
            if (!sources.exists(mapping, block)) {
                continue; // more may be there behind a gap
            }
            long[] start = virtual.start().clone();
            start[dimension] = from + block * stride;
            long[] count = virtual.count().clone();
            count[dimension] = 1;
            Places one = Places.of(new Regular(start, virtual.stride(), count, virtual.block()), shape);
            pair(mapping, block, asked, one, takers);
        }
    }

    /** Reads what one source has of what is asked; a source that has nothing of it is not opened. */
    private void pair(Mapping mapping, long block, Places asked, Places virtual, Takers takers) {
        if (virtual.count() == 0 || asked.within(virtual.low(), virtual.high()).size() == 0) {
            return;
        }
        VirtualSources.Source source = sources.open(mapping, block);
        if (source != null) {
            Places there = Places.of(mapping.source(), source.shape());
            sources.read(source, Pairing.of(asked, virtual, there), takers);
        }
    }

    private static StoredSelection stored(Selection selection, long[] shape) {
        if (selection instanceof Selection.Hyperslab slab && shape.length > 0) {
            return new Regular(slab.start(), slab.stride(), slab.count(), slab.block());
        }
        if (selection instanceof Selection.Points points && shape.length > 0) {
            long[] coordinates = new long[Math.multiplyExact(points.coordinates().length, shape.length)];
            for (int i = 0; i < points.coordinates().length; i++) {
                System.arraycopy(points.coordinates()[i], 0, coordinates, i * shape.length, shape.length);
            }
            return new StoredSelection.Points(shape.length, coordinates);
        }
        return new StoredSelection.All();
    }
}

package dev.tutti.hdf5;

import dev.tutti.engine.chunk.Selection;
import dev.tutti.engine.convert.RunReader;
import dev.tutti.engine.convert.RunWriter;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.engine.object.Datasets.Piece;
import dev.tutti.engine.object.Datasets.Reading;
import dev.tutti.engine.object.Datasets.Takers;
import dev.tutti.errors.H5TypeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a slice picks of a dataset in one state: one selection, or several for a list of indices.
 *
 * @param parts the selections, and where the values of each go
 * @param count elements of all of them
 * @param elementSize bytes of an element
 */
record Picked(List<Part> parts, int count, int elementSize) {
    /**
     * One selection. Its elements are {@code outer} groups of {@code rows * inner}, which stand among groups of {@code all * inner} in the whole.
     *
     * @param group elements of a group of this part
     * @param whole elements of a group of all parts together
     * @param first place of this part's first element in a group
     */
    record Part(Selection selection, long group, long whole, long first) {
        int place(int index) {
            return group == whole ? index : Math.toIntExact(index / group * whole + first + index % group);
        }

        /** How many of the elements from {@code index} on stand one behind the other in the whole. */
        int together(int index, int elements) {
            return group == whole ? elements : (int) Math.min(elements, group - index % group);
        }
    }

    /**
     * What {@code slice} picks.
     *
     * @throws H5TypeException if it is more than a Java array holds
     * @throws IndexOutOfBoundsException if it leaves the dataset
     */
    static Picked of(Slice slice, DatasetHeader state, Place place) {
        long[] shape = state.space().dims();
        slice.checkMask(shape);
        int size = state.type().size();
        if (!slice.hasList()) {
            Selection selection = selection(slice, shape);
            int count = count(selection, state, place);
            return new Picked(List.of(new Part(selection, count, count, 0)), count, size);
        }
        List<Part> parts = new ArrayList<>();
        long[] extent = slice.resolve(shape).shape();
        long total = 1;
        for (long length : extent) {
            total = Dataset.times(total, length);
        }
        check(total, place);
        for (Slice.Part part : slice.listed(shape)) {
            SliceBox box = part.slice().resolve(shape);
            long inner = 1;
            for (int d = part.dimension() + 1; d < extent.length; d++) {
                inner *= extent[d];
            }
            Selection selection = new Selection.Hyperslab(box.start(), box.stride(), box.count(), box.block());
            selection.check(shape);
            parts.add(new Part(
                    selection,
                    box.shape()[part.dimension()] * inner,
                    extent[part.dimension()] * inner,
                    part.first() * inner));
        }
        return new Picked(parts, state.space().elements() == 0 ? 0 : (int) total, size);
    }

    private static Selection selection(Slice slice, long[] shape) {
        long[][] points = slice.points();
        if (points != null) {
            return new Selection.Points(points);
        }
        if (slice.isAll()) {
            return Selection.ALL;
        }
        SliceBox box = slice.resolve(shape);
        return new Selection.Hyperslab(box.start(), box.stride(), box.count(), box.block());
    }

    private static int count(Selection selection, DatasetHeader state, Place place) {
        selection.check(state.space().dims());
        long count = state.space().elements() == 0
                ? 0
                : selection.elements(state.space().dims());
        check(count, place);
        return (int) count;
    }

    private static void check(long count, Place place) {
        if (count > Integer.MAX_VALUE - 8) {
            throw new H5TypeException(place.describe() + ": " + count
                    + " elements are more than a Java array holds; read them slice by slice (rows())");
        }
    }

    /** A read of everything picked. */
    <T> Reading<T> reading(Takers takers, T result) {
        return new Reading<>(
                parts.stream()
                        .map(part -> new Piece(
                                part.selection, (type, view) -> takerOf(part, takers.taker(type, view), type.size())))
                        .toList(),
                result);
    }

    private static RunReader takerOf(Part part, RunReader taker, int size) {
        if (part.group == part.whole) {
            return taker;
        }
        return (bytes, position, elements, index) -> {
            for (int done = 0; done < elements; ) {
                int length = part.together(index + done, elements - done);
                taker.read(bytes, position + done * size, length, part.place(index + done));
                done += length;
            }
        };
    }

    /** What gives the values of one part, out of what gives all. */
    RunWriter sourceOf(Part part, RunWriter source) {
        if (part.group == part.whole) {
            return source;
        }
        return new RunWriter() {
            @Override
            public void write(int index, int elements, ByteBuffer bytes, int position) {
                for (int done = 0; done < elements; ) {
                    int length = part.together(index + done, elements - done);
                    source.write(part.place(index + done), length, bytes, position + done * elementSize);
                    done += length;
                }
            }

            @Override
            public void check(int index, int elements) {
                for (int done = 0; done < elements; ) {
                    int length = part.together(index + done, elements - done);
                    source.check(part.place(index + done), length);
                    done += length;
                }
            }
        };
    }
}

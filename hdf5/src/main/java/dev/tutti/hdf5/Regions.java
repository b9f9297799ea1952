package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.selection.StoredSelection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** Slices as they are stored in region references: without an order of their own but for points, each element of a box once. */
final class Regions {
    /** A list of indices in several dimensions' steps makes a block of each; more are not stored. */
    private static final long MOST_BLOCKS = 1 << 22;

    /** More elements of boxes than that are not counted one by one. */
    private static final long MOST_POINTS = 1 << 24;

    private Regions() {}

    /**
     * What {@code slice} selects of a dataset.
     *
     * @throws IndexOutOfBoundsException if it leaves the dataset
     */
    static StoredSelection of(Slice slice, long[] shape) {
        slice.checkMask(shape);
        long[][] points = slice.points();
        if (points != null) {
            return points(points, shape);
        }
        if (slice.isAll() || shape.length == 0) {
            return new StoredSelection.All();
        }
        if (!slice.hasList()) {
            return regular(slice.resolve(shape));
        }
        return listed(slice, shape);
    }

    private static StoredSelection listed(Slice slice, long[] shape) {
        List<Slice.Part> parts = slice.listed(shape);
        if (parts.isEmpty()) {
            return new StoredSelection.None();
        }
        int dimension = parts.get(0).dimension();
        SliceBox box = parts.get(0).slice().resolve(shape);
        TreeSet<Long> rows = new TreeSet<>();
        for (Slice.Part part : parts) {
            SliceBox own = part.slice().resolve(shape);
            LongStream.range(0, own.shape()[dimension])
                    .forEach(i -> rows.add(own.start()[dimension] + i)); // they follow one another
        }
        List<long[]> runs = new ArrayList<>();
        for (long row : rows) {
            long[] last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last[1] + 1 == row) {
                last[1] = row;
            } else {
                runs.add(new long[] {row, row});
            }
        }
        return blocks(box, dimension, runs);
    }

    /** The blocks of {@code box}, with these runs in one of its dimensions. */
    private static StoredSelection blocks(SliceBox box, int dimension, List<long[]> runs) {
        int rank = box.start().length;
        long[] counts = box.count().clone();
        counts[dimension] = runs.size();
        long blocks = 1;
        for (long count : counts) {
            blocks = Dataset.times(blocks, count);
        }
        if (blocks == 0) {
            return new StoredSelection.None();
        }
        if (blocks > MOST_BLOCKS) {
            throw new H5TypeException("a region of " + blocks + " separate blocks; a reference takes " + MOST_BLOCKS
                    + " at most: select with steps, or make several references");
        }
        long[] corners = new long[Math.multiplyExact((int) blocks, 2 * rank)];
        for (int i = 0; i < blocks; i++) {
            long rest = i;
            for (int d = rank - 1; d >= 0; d--) {
                int number = (int) (rest % counts[d]);
                rest /= counts[d];
                long first = d == dimension ? runs.get(number)[0] : box.start()[d] + number * box.stride()[d];
                corners[2 * i * rank + d] = first;
                corners[(2 * i + 1) * rank + d] = d == dimension ? runs.get(number)[1] : first + box.block()[d] - 1;
            }
        }
        return new StoredSelection.Blocks(rank, corners);
    }

    private static StoredSelection points(long[][] points, long[] shape) {
        int rank = shape.length;
        if (points.length == 0) {
            return new StoredSelection.None();
        }
        long[] coordinates = new long[Math.multiplyExact(points.length, rank)];
        for (int i = 0; i < points.length; i++) {
            for (int d = 0; d < rank; d++) {
                if (points[i].length != rank || points[i][d] < 0 || points[i][d] >= shape[d]) {
                    throw new IndexOutOfBoundsException("point " + Arrays.toString(points[i])
                            + " is not in a dataset of shape " + Arrays.toString(shape));
                }
                coordinates[i * rank + d] = points[i][d];
            }
        }
        return new StoredSelection.Points(rank, coordinates);
    }

    private static StoredSelection regular(SliceBox box) {
        for (long count : box.count()) {
            if (count == 0) {
                return new StoredSelection.None();
            }
        }
        return new StoredSelection.Regular(
                box.start().clone(),
                box.stride().clone(),
                box.count().clone(),
                box.block().clone());
    }

    /** A stored selection in words of the user. */
    static Region stored(StoredSelection region) {
        if (region instanceof StoredSelection.Regular regular) {
            SliceBox box = new SliceBox(regular.start(), regular.stride(), regular.count(), regular.block());
            int rank = regular.start().length;
            StoredSelection all = blocks(box);
            return all instanceof StoredSelection.Blocks blocks
                    ? new Region(Region.Form.BOXES, parts(blocks.corners(), 2 * rank))
                    : new Region(Region.Form.NONE, List.of());
        }
        if (region instanceof StoredSelection.Points points) {
            return new Region(Region.Form.POINTS, parts(points.coordinates(), points.rank()));
        }
        if (region instanceof StoredSelection.Blocks blocks) {
            return new Region(Region.Form.BOXES, parts(blocks.corners(), 2 * blocks.rank()));
        }
        return new Region(region instanceof StoredSelection.None ? Region.Form.NONE : Region.Form.ALL, List.of());
    }

    private static StoredSelection blocks(SliceBox box) {
        if (box.start().length == 0) {
            return new StoredSelection.None();
        }
        List<long[]> runs = new ArrayList<>();
        for (long i = 0; i < Math.min(box.count()[0], MOST_BLOCKS); i++) {
            long first = box.start()[0] + i * box.stride()[0];
            runs.add(new long[] {first, first + box.block()[0] - 1});
        }
        return blocks(box, 0, runs);
    }

    private static List<List<Long>> parts(long[] numbers, int length) {
        List<List<Long>> parts = new ArrayList<>();
        for (int i = 0; i + length <= numbers.length; i += length) {
            parts.add(Arrays.stream(numbers, i, i + length).boxed().toList());
        }
        return parts;
    }

    /** What a stored selection selects. */
    static Slice slice(StoredSelection region) {
        if (region instanceof StoredSelection.Regular regular) {
            return Slice.hyperslab(regular.start(), regular.stride(), regular.count(), regular.block());
        }
        if (region instanceof StoredSelection.Points points) {
            long[][] coordinates = new long[points.count()][];
            Arrays.setAll(
                    coordinates,
                    i -> Arrays.copyOfRange(points.coordinates(), i * points.rank(), (i + 1) * points.rank()));
            return Slice.points(coordinates);
        }
        if (region instanceof StoredSelection.Blocks blocks) {
            return Slice.points(points(blocks));
        }
        return region instanceof StoredSelection.None ? Slice.points(new long[0][]) : Slice.all();
    }

    /** The elements of boxes in row-major order, each once. */
    private static long[][] points(StoredSelection.Blocks blocks) {
        int rank = blocks.rank();
        long total = 0;
        for (int box = 0; box < blocks.count(); box++) {
            long elements = 1;
            for (int d = 0; d < rank; d++) {
                long length = blocks.corners()[(2 * box + 1) * rank + d] - blocks.corners()[2 * box * rank + d] + 1;
                elements = Dataset.times(elements, length);
            }
            total += Math.min(elements, MOST_POINTS + 1);
            if (total > MOST_POINTS) {
                throw new H5TypeException("a reference to more than " + MOST_POINTS
                        + " elements in boxes of different sizes; read the dataset");
            }
        }
        long[][] points = new long[(int) total][];
        int at = 0;
        for (int box = 0; box < blocks.count(); box++) {
            long[] first = Arrays.copyOfRange(blocks.corners(), 2 * box * rank, (2 * box + 1) * rank);
            long[] last = Arrays.copyOfRange(blocks.corners(), (2 * box + 1) * rank, (2 * box + 2) * rank);
            long[] point = first.clone();
            for (int d = rank - 1; d >= 0; ) {
                points[at++] = point.clone();
                for (d = rank - 1; d >= 0 && point[d] == last[d]; d--) {
                    point[d] = first[d];
                }
                if (d >= 0) {
                    point[d]++;
                }
            }
        }
        Arrays.sort(points, Arrays::compare);
        return points;
    }
}

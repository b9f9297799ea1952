package dev.tutti.hdf5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which elements of a dataset are meant. Immutable and thread-safe; a slice is made without knowing the dataset and is checked against
 * its shape when it is used. Indices count from 0, negative ones from the end of their dimension. Values come in row-major order.
 */
public final class Slice {
    private static final Slice ALL = new Slice(List.of(), null, null, "...");

    /** One dimension's part: a range, an index, or the ellipsis that stands for all dimensions not named. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Term(
            @Nullable Long start,
            @Nullable Long stop,
            long step,
            boolean index,
            boolean ellipsis,
            long @Nullable [] list) {
        Term(@Nullable Long start, @Nullable Long stop, long step, boolean index, boolean ellipsis) {
            this(start, stop, step, index, ellipsis, null);
        }

        static Term list(long[] indices) {
            return new Term(null, null, 1, false, false, indices.clone());
        }
    }

    /**
     * A part of a slice with a list: rows of the dimension with the list that follow one another.
     *
     * @param slice the part
     * @param dimension the dimension with the list
     * @param first place of the part's first row in the list
     */
    record Part(Slice slice, int dimension, int first) {}

    /**
     * Blocks at equal distances.
     *
     * @param start first index, per dimension
     * @param stride distance of the blocks
     * @param count number of blocks, {@link H5#UNLIMITED} for as many as there are
     * @param block length of each block, {@link H5#UNLIMITED} for one that goes on to the end
     */
    public record Hyperslab(List<Long> start, List<Long> stride, List<Long> count, List<Long> block) {}

    private final List<Term> terms;
    private final @Nullable SliceBox box;
    private final long @Nullable [][] points;
    /** Shape of the mask that the slice was made of; null if it was made otherwise. */
    private final long @Nullable [] masked;

    private final String text;

    private Slice(List<Term> terms, @Nullable SliceBox box, long @Nullable [][] points, String text) {
        this(terms, box, points, null, text);
    }

    private Slice(
            List<Term> terms,
            @Nullable SliceBox box,
            long @Nullable [][] points,
            long @Nullable [] masked,
            String text) {
        this.terms = terms;
        this.box = box;
        this.points = points;
        this.masked = masked;
        this.text = text;
    }

    /** Every element. */
    public static Slice all() {
        return ALL;
    }

    /** The last {@code n} rows (along the first dimension), or all of them if there are fewer. */
    public static Slice last(long n) {
        if (n < 0) {
            throw new IllegalArgumentException("Slice.last(" + n + "): a count of 0 or more is expected");
        }
        return n == 0 ? of("0:0") : new Slice(List.of(new Term(-n, null, 1, false, false)), null, null, "-" + n + ":");
    }

    /** Rows {@code from} to before {@code to} (along the first dimension). */
    public static Slice rows(long from, long to) {
        return new Slice(List.of(new Term(from, to, 1, false, false)), null, null, from + ":" + to);
    }

    /** The one element at these coordinates. */
    public static Slice at(long... coordinates) {
        List<Term> terms = new ArrayList<>();
        for (long coordinate : coordinates) {
            terms.add(new Term(coordinate, null, 1, true, false));
        }
        return new Slice(terms, null, null, Arrays.toString(coordinates));
    }

    /**
     * Blocks at regular distances, as HDF5's hyperslabs.
     *
     * @param start first index, per dimension
     * @param stride distance from one block's start to the next's, at least the block's length
     * @param count number of blocks; {@link H5#UNLIMITED} in one dimension for as many as go into the dataset whole
     * @param block length of each block; {@link H5#UNLIMITED} in one dimension, with a count of 1, for all from the start on
     */
    public static Slice hyperslab(long[] start, long[] stride, long[] count, long[] block) {
        int rank = start.length;
        if (stride.length != rank || count.length != rank || block.length != rank) {
            throw new IllegalArgumentException("a hyperslab needs start, stride, count and block of one length");
        }
        int unlimited = 0;
        for (int i = 0; i < rank; i++) {
            boolean endless = count[i] == H5.UNLIMITED || block[i] == H5.UNLIMITED;
            unlimited += endless ? 1 : 0;
            if (start[i] < 0
                    || (count[i] < 0 && count[i] != H5.UNLIMITED)
                    || (block[i] < 1 && (block[i] != H5.UNLIMITED || count[i] != 1))
                    || stride[i] < 1
                    || ((count[i] > 1 || count[i] == H5.UNLIMITED) && stride[i] < block[i])) {
                throw new IllegalArgumentException("dimension " + i + ": start " + start[i] + ", stride " + stride[i]
                        + ", count " + count[i] + ", block " + block[i]
                        + ": start and count of 0 or more, block of 1 or more, stride not below block are expected");
            }
        }
        if (unlimited > 1) {
            throw new IllegalArgumentException(
                    "a hyperslab without an end in " + unlimited + " dimensions: at most one is expected");
        }
        SliceBox box = new SliceBox(start.clone(), stride.clone(), count.clone(), block.clone());
        return new Slice(
                List.of(),
                box,
                null,
                "start " + Arrays.toString(start) + " stride " + Arrays.toString(stride) + " count "
                        + Arrays.toString(count) + " block " + Arrays.toString(block));
    }

    /** Single elements, in the order given; each row of {@code coordinates} is one element. */
    public static Slice points(long[][] coordinates) {
        long[][] copy = new long[coordinates.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = coordinates[i].clone();
        }
        return new Slice(List.of(), null, copy, copy.length + " points");
    }

    /** Rows by their indices, in the order given (along the first dimension); the same one may come twice. */
    public static Slice indices(long... rows) {
        return new Slice(
                List.of(Term.list(rows)), null, null, Arrays.toString(rows).replace(" ", ""));
    }

    /**
     * The elements where a mask is true. A mask of one dimension chooses rows; one of as many dimensions as the dataset has chooses single elements, in
     * row-major order.
     *
     * @param mask in row-major order
     * @param shape of the mask, and of the dimensions that it is for; none for one dimension
     */
    public static Slice mask(boolean[] mask, long... shape) {
        long[] of = shape.length == 0 ? new long[] {mask.length} : shape.clone();
        long elements = 1;
        for (long length : of) {
            elements = Math.multiplyExact(elements, length);
        }
        if (elements != mask.length) {
            throw new IllegalArgumentException(
                    "a mask of shape " + Arrays.toString(of) + " has " + elements + " values, found " + mask.length);
        }
        int[] set = IntStream.range(0, mask.length).filter(i -> mask[i]).toArray();
        String text = "mask of " + set.length + " elements";
        if (of.length == 1) {
            return new Slice(List.of(Term.list(Arrays.stream(set).asLongStream().toArray())), null, null, of, text);
        }
        long[][] points = new long[set.length][of.length];
        for (int i = 0; i < set.length; i++) {
            long rest = set[i];
            for (int d = of.length - 1; d >= 0; d--) {
                points[i][d] = rest % of[d];
                rest /= of[d];
            }
        }
        return new Slice(List.of(), null, points, of, text);
    }

    /**
     * Reads numpy's notation: {@code "10:20, ::2"}, {@code "5"}, {@code "..., 0"}, {@code "-100:"}, and a list of indices in one dimension: {@code "[1,4,9], :"}.
     * Steps are positive. Brackets around it are allowed; dimensions that are not named are taken whole.
     *
     * @throws IllegalArgumentException if the text is no slice
     */
    public static Slice of(String text) {
        String inner = SliceText.inner(text);
        return inner.isEmpty() || inner.equals("...")
                ? ALL
                : new Slice(SliceText.terms(inner, text), null, null, inner);
    }

    /**
     * The shape of what this slice selects in a dataset of {@code datasetShape}, as numpy has it: a dimension that is given by one index is dropped.
     *
     * @throws IndexOutOfBoundsException if the slice does not fit the shape
     */
    public long[] shape(long... datasetShape) {
        checkMask(datasetShape);
        if (points != null) {
            return new long[] {points.length};
        }
        long[] full = resolve(datasetShape).shape();
        if (box != null) {
            return full;
        }
        List<Term> named = fill(datasetShape.length);
        return IntStream.range(0, full.length)
                .filter(i -> !named.get(i).index)
                .mapToLong(i -> full[i])
                .toArray();
    }

    /**
     * The indices of one dimension that this slice selects, in order.
     *
     * @throws IndexOutOfBoundsException if the slice does not fit the shape
     * @throws IllegalArgumentException if the slice is made of points, which have no indices of one dimension
     */
    public long[] along(int dimension, long... datasetShape) {
        if (points != null) {
            throw new IllegalArgumentException("slice " + text + " selects points, not indices along a dimension");
        }
        SliceBox whole = resolve(datasetShape);
        long[] list = box == null ? fill(datasetShape.length).get(dimension).list : null;
        return list == null
                ? LongStream.range(0, whole.shape()[dimension])
                        .map(n -> whole.element(dimension, n))
                        .toArray()
                : Arrays.stream(list)
                        .map(value -> index(value, datasetShape, dimension))
                        .toArray();
    }

    /**
     * This slice as slices of at most {@code elements} elements each (at least one), whose values, one behind the other, are the values of this slice. So a
     * dataset of any size is read in bounded memory. Points come in one piece; where an inner dimension has a list of indices, a piece has whole rows of
     * what is selected, at least one.
     *
     * @throws IndexOutOfBoundsException if the slice does not fit the shape
     */
    public Iterable<Slice> pieces(long[] datasetShape, long elements) {
        if (points != null) {
            return List.of(this);
        }
        if (!hasList()) {
            SliceBox whole = resolve(datasetShape);
            return () -> new SlicePieces(whole, Math.max(1, elements));
        }
        checkMask(datasetShape);
        List<Term> full = fill(datasetShape.length);
        int first = 0;
        while (full.get(first).index) {
            first++;
        }
        if (full.get(first).list == null) {
            int cut = first;
            return new SliceBands(
                    resolve(datasetShape).shape(),
                    cut,
                    elements,
                    (from, to) -> part(full, cut, resolve(datasetShape), from, to));
        }
        List<Part> parts = listed(datasetShape);
        return () -> parts.stream()
                .flatMap(part -> StreamSupport.stream(
                        part.slice.pieces(datasetShape, elements).spliterator(), false))
                .iterator();
    }

    /** This slice with those from the {@code from}-th to before the {@code to}-th of the indices of one dimension. */
    private Slice part(List<Term> full, int dimension, SliceBox whole, long from, long to) {
        List<Term> changed = new ArrayList<>(full);
        long stop = whole.element(dimension, to - 1) + 1;
        changed.set(dimension, new Term(whole.element(dimension, from), stop, full.get(dimension).step, false, false));
        return new Slice(changed, null, null, text);
    }

    boolean isAll() {
        return this == ALL;
    }

    /** Which dimensions are given by one index, so that what is selected does not have them. */
    boolean[] dropped(int rank) {
        boolean[] dropped = new boolean[rank];
        List<Term> full = box == null ? fill(rank) : List.of();
        for (int d = 0; d < full.size(); d++) {
            dropped[d] = full.get(d).index;
        }
        return dropped;
    }

    /** Whether one dimension is given by a list of indices. */
    boolean hasList() {
        for (Term term : terms) {
            if (term.list != null) {
                return true;
            }
        }
        return false;
    }

    /** A slice with a list as slices without one, each for indices that follow one another. */
    List<Part> listed(long[] shape) {
        checkMask(shape);
        List<Term> full = fill(shape.length);
        List<Part> parts = new ArrayList<>();
        for (int d = 0; d < full.size(); d++) {
            long[] list = full.get(d).list;
            for (int first = 0; list != null && first < list.length; ) {
                long start = index(list[first], shape, d);
                int length = 1;
                while (first + length < list.length && index(list[first + length], shape, d) == start + length) {
                    length++;
                }
                List<Term> changed = new ArrayList<>(full);
                changed.set(d, new Term(start, start + length, 1, false, false));
                parts.add(new Part(new Slice(changed, null, null, text), d, first));
                first += length;
            }
        }
        return parts;
    }

    /** Refuses a mask that is not for data of this shape. */
    void checkMask(long[] shape) {
        if (masked == null) {
            return;
        }
        boolean fits = masked.length == shape.length || (masked.length == 1 && shape.length > 1);
        for (int d = 0; fits && d < masked.length; d++) {
            fits = masked[d] == shape[d];
        }
        if (!fits) {
            throw new IndexOutOfBoundsException("a mask of shape " + Arrays.toString(masked)
                    + " is not for a dataset of shape " + Arrays.toString(shape));
        }
    }

    /** The points of a point slice, or null if it is a box. */
    long @Nullable [][] points() {
        return points;
    }

    /** The box of a slice that is a hyperslab, as it was given; null for others. */
    @Nullable
    SliceBox hyperslab() {
        return box;
    }

    /** The box of this slice in a dataset of {@code shape}. */
    SliceBox resolve(long[] shape) {
        if (box != null) {
            return checked(box, shape);
        }
        List<Term> full = fill(shape.length);
        int rank = shape.length;
        SliceBox result = new SliceBox(new long[rank], new long[rank], new long[rank], new long[rank]);
        for (int i = 0; i < rank; i++) {
            Term term = full.get(i);
            result.block()[i] = 1;
            result.stride()[i] = term.step;
            if (term.list != null) {
                result.count()[i] = term.list.length; // what is selected is said by the parts, how much of it here
            } else if (term.index && term.start != null) {
                result.start()[i] = index(term.start, shape, i);
                result.count()[i] = 1;
            } else {
                long from = term.start == null ? 0 : clip(term.start, shape[i]);
                long to = term.stop == null ? shape[i] : clip(term.stop, shape[i]);
                result.start()[i] = Math.min(from, shape[i]);
                result.count()[i] = to <= from ? 0 : (to - from - 1) / term.step + 1;
            }
            if (result.stride()[i] == 1 && result.count()[i] > 0) {
                result.block()[i] = result.count()[i];
                result.stride()[i] = result.count()[i];
                result.count()[i] = 1;
            }
        }
        return result;
    }

    private List<Term> fill(int rank) {
        Term whole = new Term(null, null, 1, false, false);
        List<Term> full = new ArrayList<>();
        boolean seen = false;
        for (Term term : terms) {
            if (term.ellipsis) {
                seen = true;
                for (int i = terms.size() - 1; i < rank; i++) {
                    full.add(whole);
                }
            } else {
                full.add(term);
            }
        }
        if (full.size() > rank) {
            throw new IndexOutOfBoundsException(String.format(
                    Locale.ROOT, "slice [%s] names %d dimensions, the dataset has %d", text, full.size(), rank));
        }
        while (!seen && full.size() < rank) {
            full.add(whole);
        }
        return full;
    }

    private SliceBox checked(SliceBox asked, long[] shape) {
        SliceBox slab = asked.unlimited() < 0 || asked.start().length != shape.length ? asked : asked.within(shape);
        if (slab.start().length != shape.length) {
            throw new IndexOutOfBoundsException(
                    "slice " + text + " names " + slab.start().length + " dimensions, the dataset has " + shape.length);
        }
        for (int i = 0; i < shape.length; i++) {
            if (slab.count()[i] > 0) {
                long last = Math.addExact(
                        slab.start()[i],
                        Math.addExact(Math.multiplyExact(slab.count()[i] - 1, slab.stride()[i]), slab.block()[i] - 1));
                if (last >= shape[i]) {
                    throw new IndexOutOfBoundsException("slice " + text + " reaches index " + last + " of dimension "
                            + i + ", which has " + shape[i] + " elements");
                }
            }
        }
        return slab;
    }

    private long index(Long value, long[] shape, int dimension) {
        long index = value < 0 ? value + shape[dimension] : value;
        if (index < 0 || index >= shape[dimension]) {
            throw new IndexOutOfBoundsException("slice [" + text + "]: index " + value + " of dimension " + dimension
                    + ", which has " + shape[dimension] + " elements");
        }
        return index;
    }

    private static long clip(long value, long length) {
        long index = value < 0 ? value + length : value;
        return Math.max(0, Math.min(length, index));
    }

    /** The numbers that the slice was made of ({@link #hyperslab(long[], long[], long[], long[])}); empty if it was made in another way. */
    public Optional<Hyperslab> blocks() {
        return box == null
                ? Optional.empty()
                : Optional.of(
                        new Hyperslab(list(box.start()), list(box.stride()), list(box.count()), list(box.block())));
    }

    private static List<Long> list(long[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /** The slice in numpy's notation where it has one. */
    @Override
    public String toString() {
        return text;
    }
}

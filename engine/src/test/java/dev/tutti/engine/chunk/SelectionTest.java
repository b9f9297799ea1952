package dev.tutti.engine.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.chunk.Selection.Hyperslab;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SelectionTest {
    static long[] randomShape(Random random, int rank, int most) {
        return random.longs(rank, 1, most + 1).toArray();
    }

    static Hyperslab randomSlab(Random random, long[] shape) {
        int rank = shape.length;
        long[] start = new long[rank];
        long[] stride = new long[rank];
        long[] count = new long[rank];
        long[] block = new long[rank];
        for (int d = 0; d < rank; d++) {
            boolean whole = random.nextInt(3) == 0;
            start[d] = whole ? 0 : random.nextInt((int) shape[d]);
            long room = shape[d] - start[d];
            block[d] = whole ? room : 1 + random.nextInt((int) room);
            if (random.nextBoolean() && !whole) {
                block[d] = Math.min(block[d], 1 + random.nextInt(3));
            }
            stride[d] = block[d] + random.nextInt(4);
            long most = (room - block[d]) / stride[d] + 1;
            count[d] = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt((int) most);
        }
        return new Hyperslab(start, stride, count, block);
    }

    /** All coordinates of a box, in row-major order. */
    static List<long[]> coordinates(long[] shape) {
        List<long[]> all = List.of(new long[0]);
        for (long dim : shape) {
            List<long[]> longer = new ArrayList<>();
            for (long[] point : all) {
                for (long i = 0; i < dim; i++) {
                    long[] next = Arrays.copyOf(point, point.length + 1);
                    next[point.length] = i;
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    static boolean selected(Hyperslab slab, long[] point) {
        for (int d = 0; d < point.length; d++) {
            long at = point[d] - slab.start()[d];
            if (at < 0 || at / slab.stride()[d] >= slab.count()[d] || at % slab.stride()[d] >= slab.block()[d]) {
                return false;
            }
        }
        return true;
    }

    static long offset(long[] point, long[] origin, long[] box) {
        long offset = 0;
        for (int d = 0; d < box.length; d++) {
            offset = offset * box[d] + point[d] - origin[d];
        }
        return offset;
    }

    @Test
    void runsAreTheSelectionInsideTheClip() {
        Seeds.repeat(600, random -> {
            int rank = random.nextInt(4);
            long[] shape = randomShape(random, rank, 9);
            Hyperslab slab = randomSlab(random, shape);
            Hyperslab given = random.nextBoolean() ? slab : Runs.joined(slab);
            long[] low = new long[rank];
            long[] high = new long[rank];
            long[] origin = new long[rank];
            long[] box = new long[rank];
            for (int d = 0; d < rank; d++) {
                low[d] = random.nextInt((int) shape[d]);
                high[d] = low[d] + 1 + random.nextInt((int) (shape[d] - low[d]));
                origin[d] = random.nextInt((int) low[d] + 1);
                box[d] = high[d] - origin[d] + random.nextInt(3);
            }
            List<String> expected = new ArrayList<>();
            long index = 0;
            for (long[] point : coordinates(shape)) {
                if (selected(slab, point)) {
                    boolean inside = true;
                    for (int d = 0; d < rank; d++) {
                        inside &= point[d] >= low[d] && point[d] < high[d];
                    }
                    if (inside) {
                        expected.add(offset(point, origin, box) + "=" + index);
                    }
                    index++;
                }
            }
            assertThat(slab.elements(shape)).isEqualTo(index);
            List<String> found = new ArrayList<>();
            Runs.forEach(given, low, high, origin, box, (at, selection, length) -> {
                for (long i = 0; i < length; i++) {
                    found.add(at + i + "=" + (selection + i));
                }
            });
            assertThat(found).isEqualTo(expected);
        });
    }

    @Test
    void wholeRowsAreOneRun() {
        long[] shape = {10, 20, 30};
        List<Long> lengths = new ArrayList<>();
        Runs.forEach(
                Hyperslab.box(new long[] {3, 0, 0}, new long[] {4, 20, 30}),
                new long[3],
                shape,
                new long[3],
                shape,
                (offset, index, length) -> lengths.add(length));
        assertThat(lengths).containsExactly(2400L);
    }

    @Test
    void chunksAreThoseTheSelectionTouches() {
        Seeds.repeat(600, random -> {
            int rank = 1 + random.nextInt(3);
            long[] shape = randomShape(random, rank, 12);
            int[] chunk = random.ints(rank, 1, 6).toArray();
            Hyperslab slab = randomSlab(random, shape);
            ChunkGrid grid = new ChunkGrid(shape, chunk);
            List<String> expected = coordinates(shape).stream()
                    .filter(point -> selected(slab, point))
                    .map(point -> Arrays.toString(grid.scaled(point)))
                    .distinct()
                    .sorted()
                    .collect(Collectors.toList());
            List<String> found = new ArrayList<>();
            grid.forEachOverlap(slab, scaled -> found.add(Arrays.toString(scaled)));
            assertThat(grid.overlapBound(slab)).isGreaterThanOrEqualTo(found.size());
            for (long[] scaled :
                    coordinates(Arrays.stream(shape).map(dim -> dim + 2).toArray())) {
                assertThat(grid.overlaps(slab, scaled)).isEqualTo(expected.contains(Arrays.toString(scaled)));
            }
            found.sort(null);
            assertThat(found).isEqualTo(expected);
        });
    }

    @Test
    void cutsAreDisjointAndComplete() {
        Seeds.repeat(300, random -> {
            int rank = 1 + random.nextInt(3);
            long[] shape = randomShape(random, rank, 12);
            Hyperslab slab = randomSlab(random, shape);
            if (slab.elements(shape) == 0) {
                return;
            }
            List<Long> indices = new ArrayList<>();
            for (Hyperslab clip : ReadPlan.cut(slab, 1L << 40, 1 + random.nextInt(4))) {
                long[] high = new long[rank];
                Arrays.setAll(high, clip::end);
                Runs.forEach(slab, clip.start(), high, new long[rank], shape, (offset, index, length) -> {
                    for (long i = 0; i < length; i++) {
                        indices.add(index + i);
                    }
                });
            }
            assertThat(indices).doesNotHaveDuplicates().hasSize((int) slab.elements(shape));
        });
    }

    @Test
    void selectionsOutsideTheShapeAreRefused() {
        long[] shape = {4, 5};
        assertThatThrownBy(() ->
                        Hyperslab.box(new long[] {0, 3}, new long[] {4, 3}).check(shape))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("dimension 1");
        assertThatThrownBy(() -> new Selection.Points(new long[][] {{4, 0}}).check(shape))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Hyperslab.box(new long[1], new long[1]).check(shape))
                .isInstanceOf(IndexOutOfBoundsException.class);
        Hyperslab.box(new long[] {9, 9}, new long[] {0, 0}).check(shape);
    }
}

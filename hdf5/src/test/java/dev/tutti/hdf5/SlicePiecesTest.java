package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SlicePiecesTest {
    private static final List<String> SLICES =
            List.of("...", "2", "1:5", "::2", "..., 1", "1:, ::3, 0", "-2:, 1:2", "0:0", "5:2, 1", "::3, ::2, ::2");

    @Test
    void piecesOfAnySizeFollowOneAnother() {
        long[] shape = {7, 5, 4};
        for (String text : SLICES) {
            Slice slice = Slice.of(text);
            List<Long> whole = elements(slice.resolve(shape), shape);
            for (long size : new long[] {1, 2, 3, 5, 8, 20, 21, 1000}) {
                List<Long> joined = new ArrayList<>();
                for (Slice piece : slice.pieces(shape, size)) {
                    List<Long> part = elements(piece.resolve(shape), shape);
                    assertThat(part.size()).as("%s by %s", text, size).isBetween(1, (int) size);
                    joined.addAll(part);
                }
                assertThat(joined).as("%s by %s", text, size).isEqualTo(whole);
            }
        }
    }

    @Test
    void blocksOfAHyperslabAreCutInOrder() {
        long[] shape = {20, 9};
        Slice slab = Slice.hyperslab(new long[] {1, 2}, new long[] {6, 3}, new long[] {3, 2}, new long[] {4, 2});
        for (long size : new long[] {1, 3, 4, 7, 100}) {
            List<Long> joined = new ArrayList<>();
            slab.pieces(shape, size).forEach(piece -> joined.addAll(elements(piece.resolve(shape), shape)));
            assertThat(joined).isEqualTo(elements(slab.resolve(shape), shape));
        }
    }

    @Test
    void shapesAreThoseOfNumpy() {
        assertThat(Slice.of("1:5, 0").shape(7, 5, 4)).containsExactly(4, 4);
        assertThat(Slice.of("::2, ..., -1").shape(7, 5, 4)).containsExactly(4, 5);
        assertThat(Slice.of("1, 2, 3").shape(7, 5, 4)).isEmpty();
        assertThat(Slice.all().shape()).isEmpty();
        assertThat(Slice.points(new long[][] {{1, 2}, {3, 4}, {0, 0}}).shape(7, 5))
                .containsExactly(3);
    }

    @Test
    void aScalarIsOnePiece() {
        assertThat(Slice.all().pieces(new long[0], 10)).hasSize(1);
        assertThat(Slice.all().pieces(new long[] {0, 3}, 10)).isEmpty();
    }

    @Test
    void listsOfIndicesAreCutToo() {
        long[] shape = {7, 5, 4};
        for (String text : List.of(
                "[4,0,1]",
                "[4,0,1], 2",
                "1:, [3,0,-1]",
                "::2, [0], 1:3",
                "5, [1,2,4], ::2",
                "-1, ..., [3,0]",
                ":, :, [2,2]")) {
            Slice slice = Slice.of(text);
            List<Long> whole = chosen(slice, shape);
            assertThat(whole).as(text).isNotEmpty();
            for (long size : new long[] {1, 3, 4, 7, 12, 1000}) {
                List<Long> joined = new ArrayList<>();
                for (Slice piece : slice.pieces(shape, size)) {
                    List<Long> part = chosen(piece, shape);
                    assertThat(part.size()).as("%s by %s", text, size).isBetween(1, (int) Math.max(size, 12));
                    joined.addAll(part);
                }
                assertThat(joined).as("%s by %s", text, size).isEqualTo(whole);
            }
        }
        assertThat(Slice.of("0:0, [1,2]").pieces(shape, 10)).isEmpty();
        assertThat(Slice.of(":, [1,2], 0:0").pieces(shape, 10)).isEmpty();
    }

    @Test
    void indicesAlongADimension() {
        assertThat(Slice.of("1:6:2, [3,-1]").along(0, 7, 5)).containsExactly(1, 3, 5);
        assertThat(Slice.of("1:6:2, [3,-1]").along(1, 7, 5)).containsExactly(3, 4);
        assertThat(Slice.of("2").along(1, 7, 3)).containsExactly(0, 1, 2);
        assertThat(Slice.of("-2").along(0, 7, 3)).containsExactly(5);
        assertThat(Slice.hyperslab(new long[] {1}, new long[] {6}, new long[] {2}, new long[] {3})
                        .along(0, 20))
                .containsExactly(1, 2, 3, 7, 8, 9);
    }

    private static List<Long> elements(SliceBox box, long[] shape) {
        List<List<Long>> coordinates = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) {
            int dimension = d;
            coordinates.add(LongStream.range(0, box.shape()[d])
                    .map(k -> box.start()[dimension]
                            + k / box.block()[dimension] * box.stride()[dimension]
                            + k % box.block()[dimension])
                    .boxed()
                    .toList());
        }
        return numbers(coordinates, shape);
    }

    private static List<Long> chosen(Slice slice, long[] shape) {
        return numbers(
                IntStream.range(0, shape.length)
                        .mapToObj(d ->
                                Arrays.stream(slice.along(d, shape)).boxed().toList())
                        .toList(),
                shape);
    }

    private static List<Long> numbers(List<List<Long>> coordinates, long[] shape) {
        List<Long> found = new ArrayList<>(List.of(0L));
        for (int i = 0; i < shape.length; i++) {
            int dimension = i;
            found = found.stream()
                    .flatMap(base -> coordinates.get(dimension).stream().map(c -> base * shape[dimension] + c))
                    .toList();
        }
        return found;
    }
}

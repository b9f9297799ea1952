package dev.tutti.engine.index;

import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A random dataset shape with an index of one kind. */
record IndexCase(ChunkedLayout layout, Dataspace space, FilterState filters, long[] chunks) {
    enum Kind {
        SINGLE,
        FIXED_ARRAY,
        EXTENSIBLE_ARRAY,
        BTREE2,
        BTREE1
    }

    static IndexCase random(Kind kind, Random random) {
        int rank = kind == Kind.BTREE2 ? 2 + random.nextInt(3) : 1 + random.nextInt(4);
        int[] chunkDims = new int[rank];
        long[] dims = new long[rank];
        long[] maxDims = new long[rank];
        long[] chunks = new long[rank];
        int most = kind == Kind.SINGLE ? 1 : rank == 1 ? 3000 : rank == 2 ? 40 : 7;
        for (int d = 0; d < rank; d++) {
            chunkDims[d] = 1 + random.nextInt(5);
            chunks[d] = Seeds.between(random, 1, most);
            dims[d] = chunks[d] * chunkDims[d] - (kind == Kind.SINGLE ? 0 : random.nextInt(chunkDims[d]));
            maxDims[d] = dims[d] + (kind != Kind.SINGLE && random.nextBoolean() ? random.nextInt(20) : 0);
        }
        if (kind == Kind.EXTENSIBLE_ARRAY) {
            maxDims[random.nextInt(rank)] = Dataspace.UNLIMITED;
        }
        if (kind == Kind.BTREE2) {
            maxDims[0] = Dataspace.UNLIMITED;
            maxDims[1 + random.nextInt(rank - 1)] = Dataspace.UNLIMITED;
        }
        Dataspace space = new Dataspace(Dataspace.Kind.SIMPLE, dims, maxDims);
        FilterState filters = Seeds.pick(random, List.of(FilterState.values()));
        int elementSize = 1 + random.nextInt(300);
        if (kind == Kind.BTREE1 && random.nextBoolean()) {
            maxDims[random.nextInt(rank)] = Dataspace.UNLIMITED;
        }
        ChunkedLayout layout = kind != Kind.BTREE1 && random.nextInt(3) == 0
                ? ChunkIndex.choose(space, chunkDims, elementSize, filters)
                : new ChunkedLayout(
                        chunkDims,
                        elementSize,
                        flags(kind, filters),
                        type(kind, filters, random),
                        ByteSource.UNDEFINED);
        return new IndexCase(layout, space, filters, chunks);
    }

    private static int flags(Kind kind, FilterState filters) {
        return kind == Kind.SINGLE && filters == FilterState.FILTERED ? ChunkedLayout.SINGLE_FILTERED : 0;
    }

    private static ChunkIndexType type(Kind kind, FilterState filters, Random random) {
        return switch (kind) {
            case SINGLE -> new ChunkIndexType.SingleChunk(filters == FilterState.FILTERED ? 0 : -1, 0);
            case BTREE1 -> new ChunkIndexType.BTree1();
            case BTREE2 -> new ChunkIndexType.BTree2(256 << random.nextInt(4), 100, 40);
            case FIXED_ARRAY -> new ChunkIndexType.FixedArray(1 + random.nextInt(7));
            case EXTENSIBLE_ARRAY -> {
                int minPointers = 2 << random.nextInt(2);
                int minElements = 1 << random.nextInt(3);
                int least = Integer.numberOfTrailingZeros(minPointers * minElements);
                yield new ChunkIndexType.ExtensibleArray(
                        14 + random.nextInt(20),
                        1 + random.nextInt(6),
                        minPointers,
                        minElements,
                        least + random.nextInt(3));
            }
        };
    }

    ChunkIndex open() {
        return ChunkIndex.open(layout, space, filters);
    }

    long[] randomChunk(Random random) {
        long[] scaled = new long[chunks.length];
        for (int d = 0; d < scaled.length; d++) {
            scaled[d] = random.nextInt((int) chunks[d]);
        }
        return scaled;
    }

    /** The chunk behind {@code scaled} in row-major order, from the end back to the start. */
    long[] next(long[] scaled) {
        long[] next = scaled.clone();
        for (int d = next.length - 1; d >= 0; d--) {
            if (++next[d] < chunks[d]) {
                return next;
            }
            next[d] = 0;
        }
        return next;
    }

    ChunkRef randomRef(Random random) {
        long address = Seeds.between(random, 0, 1L << 40);
        return filters == FilterState.FILTERED
                ? new ChunkRef(address, Seeds.between(random, 0, layout.chunkBytes()), random.nextInt())
                : new ChunkRef(address, layout.chunkBytes(), 0);
    }

    @Override
    public String toString() {
        return layout.index() + " " + filters + " chunks " + Arrays.toString(chunks) + " of " + space;
    }
}

package dev.tutti.format.btree;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 B-tree records of types 10 and 11: one chunk of a dataset (format specification III.A.2, VII.E).
 *
 * <pre>
 * type 10, without filters:  address (O), scaled offset (8 for each dimension)
 * type 11, with filters:     address (O), stored size (1 to 8), filter mask (4), scaled offset (8 for each dimension)
 * </pre>
 *
 * @param address where the chunk is
 * @param storedBytes its length in the file; 0 without filters
 * @param filterMask filters that were left out, bit 0 the first; 0 without filters
 * @param scaled its coordinates in chunks
 */
public record ChunkRecord(long address, long storedBytes, int filterMask, long[] scaled) {
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChunkRecord that
                && address == that.address
                && storedBytes == that.storedBytes
                && filterMask == that.filterMask
                && Arrays.equals(scaled, that.scaled);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(address) + Arrays.hashCode(scaled);
    }

    /**
     * How the records of one dataset are read and written.
     *
     * @param rank dimensions of the dataset
     * @param sizeWidth bytes of the stored size; 0 for records of type 10
     */
    public record Codec(int rank, int sizeWidth) implements RecordCodec<ChunkRecord> {
        private static final String STRUCTURE = "version 2 B-tree chunk record";

        /** Checks the parameters. */
        public Codec {
            if (rank < 1 || rank > 32 || sizeWidth < 0 || sizeWidth > 8) {
                throw new FormatException(
                        STRUCTURE,
                        "1 to 32 dimensions and a chunk size of at most 8 bytes",
                        rank + " and " + sizeWidth);
            }
        }

        @Override
        public int type() {
            return sizeWidth == 0 ? 10 : 11;
        }

        @Override
        public int size(Widths widths) {
            return widths.offsets() + (sizeWidth == 0 ? 0 : sizeWidth + 4) + 8 * rank;
        }

        @Override
        public ChunkRecord decode(ByteSource source) {
            long address = source.address();
            long size = sizeWidth == 0 ? 0 : source.unsigned(sizeWidth);
            int mask = sizeWidth == 0 ? 0 : source.i32();
            long[] scaled = new long[rank];
            for (int d = 0; d < rank; d++) {
                scaled[d] = source.unsigned(8);
            }
            return new ChunkRecord(address, size, mask, scaled);
        }

        @Override
        public void encode(ChunkRecord value, ByteSink sink) {
            sink.address(value.address);
            if (sizeWidth > 0) {
                if (sizeWidth < 8 && value.storedBytes >>> (8 * sizeWidth) != 0) {
                    throw new FormatException(
                            STRUCTURE,
                            "a chunk size that fits in " + sizeWidth + " bytes",
                            value.storedBytes + " bytes");
                }
                sink.unsigned(sizeWidth, value.storedBytes).u32(value.filterMask);
            }
            for (long at : value.scaled) {
                sink.i64(at);
            }
        }
    }
}

package dev.tutti.format.superblock;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Image of the C library's metadata cache (format specification IV.A.2, "Metadata Cache Image"): blocks as they were when the file was closed, which stand at their
 * places in an older state, or not at all. Version 0 is read and written.
 *
 * <pre>
 *  4  signature "MDCI"
 *  1  version, 0
 *  1  flags
 *  L  bytes of the image
 *  4  number of blocks
 *     per block:
 *       1  type, 1 flags, 1 ring, 1 age
 *       2  blocks that are to be written before it, 2 those of them that have changed
 *       2  blocks that are to be written after it
 *       4  place in the order of use
 *       O  address
 *       L  length
 *       O  addresses of the blocks that are to be written after it
 *       n  the block
 *  4  checksum
 * </pre>
 *
 * @param blocks in the order of the image
 */
public record CacheImage(List<CacheImage.Block> blocks) {
    private static final String STRUCTURE = "metadata cache image";
    private static final int MOST = 1 << 30;

    /** Copies the list. */
    public CacheImage {
        blocks = List.copyOf(blocks);
    }

    /**
     * One block.
     *
     * @param kind type, flags, ring, age, counts and place, 14 bytes
     * @param address where it belongs
     * @param parents addresses of the blocks that are to be written after it
     * @param bytes never changed
     */
    public record Block(byte[] kind, long address, List<Long> parents, byte[] bytes) {
        /** Checks that there is a block. */
        public Block {
            parents = List.copyOf(parents);
            FormatException.unless(kind.length == 14, STRUCTURE, "14 bytes about a block", kind.length);
            FormatException.unless(address >= 0 && bytes.length > 0, STRUCTURE, "a block with an address", address);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Block that
                    && Arrays.equals(kind, that.kind)
                    && address == that.address
                    && parents.equals(that.parents)
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Objects.hash(address, Arrays.hashCode(bytes));
        }
    }

    /** The codec for an image of so many bytes. */
    public static BlockCodec<CacheImage> codec(long size) {
        FormatException.unless(size > 0 && size <= MOST, STRUCTURE, "an image of 1 byte to 1 GiB", size);
        return new Codec((int) size);
    }

    private record Codec(int size) implements BlockCodec<CacheImage> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return size;
        }

        @Override
        public CacheImage decode(ByteSource block) {
            block.signature("MDCI");
            block.version(0, 0);
            block.skip(1);
            long length = block.length();
            block.require(length == size, "an image of " + size + " bytes", length);
            long count = block.u32();
            block.require(count <= block.remaining() / 15, "blocks inside the image", count);
            List<Block> blocks = new ArrayList<>((int) count);
            for (int i = 0; i < count; i++) {
                byte[] kind = block.bytes(14);
                long address = block.address();
                long bytes = block.length();
                int parentCount = (kind[8] & 0xff) | (kind[9] & 0xff) << 8;
                List<Long> parents = new ArrayList<>();
                for (int p = 0; p < parentCount; p++) {
                    parents.add(block.address());
                }
                block.require(bytes <= block.remaining(), "a block inside the image", bytes);
                blocks.add(new Block(kind, address, parents, block.bytes((int) bytes)));
            }
            block.checksum();
            return new CacheImage(blocks);
        }

        @Override
        public void encode(CacheImage value, ByteSink sink) {
            int start = sink.position();
            sink.signature("MDCI").u8(0).u8(0).length(size).u32(value.blocks.size());
            for (Block block : value.blocks) {
                sink.bytes(block.kind).address(block.address).length(block.bytes.length);
                block.parents.forEach(sink::address);
                sink.bytes(block.bytes);
            }
            sink.checksum(start);
            FormatException.unless(
                    sink.position() - start == size, STRUCTURE, "an image of its size", sink.position() - start);
        }
    }
}

package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * List of the free sections of a fractal heap or of a file (format specification III.H, "Free-space Section List"). Version 0 is read and written.
 *
 * <pre>
 *  4  signature "FSSE"
 *  1  version, 0
 *  O  address of the free-space manager header
 *     per size, ascending:
 *       v  number of sections
 *       v  size
 *       per section:
 *         v  offset in the heap, or address in the file
 *         1  type; heap: 0 bytes in a direct block; 1 to 3 ranges of blocks that are not allocated; file: 0 bytes, 1 within a page, 2 whole pages
 *         n  heap: type 0 nothing, others what describes the blocks; file: nothing
 *     unused
 *  4  checksum of all before
 * </pre>
 *
 * @param header address of the free-space manager header
 * @param sections ordered by size, then by offset
 */
public record FreeSpaceSections(long header, List<Section> sections) {
    private static final String STRUCTURE = "free-space section list";

    /** Bytes in a direct block. */
    public static final int SINGLE = 0;

    /**
     * One free range of the heap.
     *
     * @param blocks what describes a range of blocks; empty for bytes in a direct block
     */
    public record Section(long offset, long size, int type, List<Byte> blocks) {
        /** A free range of bytes in a direct block. */
        public static Section single(long offset, long size) {
            return new Section(offset, size, SINGLE, List.of());
        }
    }

    private static final Comparator<Section> ORDER =
            Comparator.comparingLong(Section::size).thenComparingLong(Section::offset);

    /** Takes a copy of the list, in order. */
    public FreeSpaceSections {
        List<Section> sorted = new ArrayList<>(sections);
        sorted.sort(ORDER);
        sections = List.copyOf(sorted);
    }

    /** The codec for the list that a header points to. */
    public static BlockCodec<FreeSpaceSections> codec(FreeSpaceHeader header) {
        return new Codec(
                header.listed(),
                header.listUsed(),
                (header.addressBits() + 7) / 8,
                width(header.largestSection()),
                width(header.largestSection() - 1),
                header.client() == FreeSpaceHeader.FILE);
    }

    private static int width(long limit) {
        return limit <= 0 ? 1 : (63 - Long.numberOfLeadingZeros(limit)) / 8 + 1;
    }

    /** Bytes that a list of so many sections, none of which describes blocks, may take. */
    public static long mostBytes(FreeSpaceHeader header, int count, Widths widths) {
        long each = width(count) + width(header.largestSection()) + (header.addressBits() + 7) / 8 + 1L;
        return 4 + 1 + widths.offsets() + count * each + 4;
    }

    /** Bytes of this list when it is encoded. */
    public long length(FreeSpaceHeader header, Widths widths) {
        int sizes = 0;
        long blocks = 0;
        for (int i = 0; i < sections.size(); i++) {
            sizes += i == 0 || sections.get(i).size != sections.get(i - 1).size ? 1 : 0;
            blocks += sections.get(i).blocks.size();
        }
        long perSize = width(sections.size()) + (long) width(header.largestSection());
        long perSection = (header.addressBits() + 7) / 8 + 1L;
        return 4 + 1 + widths.offsets() + sizes * perSize + sections.size() * perSection + blocks + 4;
    }

    private record Codec(long count, long length, int offsetWidth, int sizeWidth, int narrowWidth, boolean ofFile)
            implements BlockCodec<FreeSpaceSections> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            if (length < 0 || length > Integer.MAX_VALUE) {
                throw new FormatException(STRUCTURE, "a list shorter than 2 GiB", length + " bytes");
            }
            return (int) length;
        }

        /** Writers before the release of HDF5 1.8 took one byte less for sizes where the largest section is a power of 256. */
        @Override
        public FreeSpaceSections decode(ByteSource block) {
            int start = block.position();
            try {
                return decode(block, sizeWidth);
            } catch (FormatException e) {
                if (narrowWidth == sizeWidth) {
                    throw e;
                }
                block.position(start);
                return decode(block, narrowWidth);
            }
        }

        private FreeSpaceSections decode(ByteSource block, int widthOfSizes) {
            if (block.remaining() < 4 + 1 + 4) {
                throw new FormatException(block.structure(), "a list with a signature", block.remaining() + " bytes");
            }
            int end = block.remaining() - 4;
            block.position(end);
            block.checksum();
            block.position(0);
            block.signature("FSSE");
            block.version(0, 0);
            long header = block.address();
            List<Section> sections = new ArrayList<>();
            int countWidth = width(count);
            while (sections.size() < count) {
                long number = block.unsigned(countWidth);
                long size = block.unsigned(widthOfSizes);
                if (!(number > 0 && number <= count - sections.size() && size > 0)) {
                    throw new FormatException(
                            block.structure(), "at most " + count + " sections of a size", number + " of " + size);
                }
                for (long i = 0; i < number; i++) {
                    sections.add(section(block, size));
                }
                block.require(block.position() <= end, "sections before the checksum", block.position());
            }
            block.require(
                    widthOfSizes == sizeWidth || block.position() == end, "the end of the list", block.position());
            return new FreeSpaceSections(header, sections);
        }

        private Section section(ByteSource block, long size) {
            long offset = block.unsigned(offsetWidth);
            int type = block.u8();
            block.require(type <= 3, "a section type of 0 to 3", type);
            List<Byte> blocks = new ArrayList<>();
            if (!ofFile && (type == 1 || type == 3)) {
                for (byte b : block.bytes(offsetWidth + 6)) {
                    blocks.add(b);
                }
            }
            return new Section(offset, size, type, List.copyOf(blocks));
        }

        @Override
        public void encode(FreeSpaceSections value, ByteSink sink) {
            int start = sink.position();
            sink.signature("FSSE").u8(0).address(value.header);
            List<Section> all = value.sections;
            int countWidth = width(all.size());
            for (int i = 0; i < all.size(); ) {
                int same = i;
                while (same < all.size() && all.get(same).size == all.get(i).size) {
                    same++;
                }
                sink.unsigned(countWidth, same - i).unsigned(sizeWidth, all.get(i).size);
                for (; i < same; i++) {
                    sink.unsigned(offsetWidth, all.get(i).offset).u8(all.get(i).type);
                    all.get(i).blocks.forEach(b -> sink.u8(b));
                }
            }
            long rest = length - 4 - (sink.position() - start);
            if (rest > 0) {
                sink.zeros((int) rest);
            }
            sink.checksum(start);
        }
    }
}

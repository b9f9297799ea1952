package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import org.jspecify.annotations.Nullable;

/**
 * Fractal heap header (format specification III.G). Version 0 is read and written.
 *
 * <pre>
 *  4  signature "FRHP"
 *  1  version, 0
 *  2  length of an object's ID
 *  2  length of the encoded filter pipeline, 0 without filters
 *  1  flags: bit 0 IDs of huge objects have wrapped, bit 1 direct blocks have checksums
 *  4  largest managed object
 *  L  last ID of a huge object
 *  O  B-tree of huge objects
 *  L  free space in managed blocks
 *  O  free space manager
 *  L  heap space that the root block covers
 *  L  allocated heap space
 *  L  offset of the next block to allocate
 *  L  managed objects
 *  L  bytes of huge objects
 *  L  huge objects
 *  L  bytes of tiny objects
 *  L  tiny objects
 *     doubling table, see {@link DoublingTable}
 *     only with filters:
 *       L  stored size of the root direct block
 *       4  filter mask of the root direct block
 *       n  filter pipeline message
 *  4  checksum
 * </pre>
 *
 * @param idLength length of an object's ID
 * @param idsWrapped flag bit 0
 * @param checksums flag bit 1
 * @param maxManaged largest object that is stored in a block
 * @param filters null where the heap has no filters
 */
public record FractalHeapHeader(
        int idLength,
        boolean idsWrapped,
        boolean checksums,
        long maxManaged,
        Huge huge,
        Managed managed,
        Tiny tiny,
        DoublingTable table,
        @Nullable Filters filters) {
    private static final String STRUCTURE = "fractal heap header";

    /** Reads and writes headers. */
    public static final BlockCodec<FractalHeapHeader> CODEC = new Codec();

    /** Objects too large for blocks. */
    public record Huge(long lastId, long tree, long size, long count) {
        /** None yet. */
        public static final Huge NONE = new Huge(0, ByteSource.UNDEFINED, 0, 0);
    }

    /**
     * Objects in blocks.
     *
     * @param free free bytes in all direct blocks that the root block covers, allocated or not
     * @param freeSpace address of the free space manager
     * @param size heap space that the root block covers
     * @param allocated heap space of the direct blocks that exist
     * @param next offset of the next block to allocate
     * @param count number of objects
     */
    public record Managed(long free, long freeSpace, long size, long allocated, long next, long count) {
        /** None yet. */
        public static final Managed NONE = new Managed(0, ByteSource.UNDEFINED, 0, 0, 0, 0);
    }

    /** Objects that their own ID holds. */
    public record Tiny(long size, long count) {
        /** None yet. */
        public static final Tiny NONE = new Tiny(0, 0);
    }

    /** What a heap with filters adds; kept as it is. */
    public record Filters(long rootSize, int rootMask, byte[] pipeline) {}

    /** Checks the ID length. */
    public FractalHeapHeader {
        if (maxManaged <= 0 || maxManaged > table.maxDirect()) {
            throw new FormatException(STRUCTURE, "managed objects that fit into a direct block", maxManaged + " bytes");
        }
        int least = 1 + table.offsetWidth() + lengthWidth(table, maxManaged);
        if (idLength < least || idLength > 4096 + 1) {
            throw new FormatException(STRUCTURE, "an ID length from " + least + " to 4097", "" + idLength);
        }
    }

    /** An empty heap as the C library makes it for the links of groups and the attributes of objects; they differ in the ID length only. */
    public static FractalHeapHeader forMessages(int idLength) {
        DoublingTable table = new DoublingTable(4, 512, 64 * 1024, 32, 1, ByteSource.UNDEFINED, 0);
        return new FractalHeapHeader(idLength, false, true, 4096, Huge.NONE, Managed.NONE, Tiny.NONE, table, null);
    }

    private static int lengthWidth(DoublingTable table, long maxManaged) {
        int directBits = 31 - Integer.numberOfLeadingZeros(table.maxDirect());
        return Math.min((directBits + 7) / 8, (63 - Long.numberOfLeadingZeros(maxManaged)) / 8 + 1);
    }

    /** Bytes of an object's length in the ID of a managed object. */
    public int lengthWidth() {
        return lengthWidth(table, maxManaged);
    }

    /** Bytes of a direct block before its objects. */
    public int directOverhead(Widths widths) {
        return 4 + 1 + widths.offsets() + table.offsetWidth() + (checksums ? 4 : 0);
    }

    /** This header with other counts of huge objects. */
    public FractalHeapHeader with(Huge changed) {
        return new FractalHeapHeader(
                idLength, idsWrapped, checksums, maxManaged, changed, managed, tiny, table, filters);
    }

    /** This header with other counts of tiny objects. */
    public FractalHeapHeader with(Tiny changed) {
        return new FractalHeapHeader(
                idLength, idsWrapped, checksums, maxManaged, huge, managed, changed, table, filters);
    }

    /** This header with other managed objects in blocks below another root. */
    public FractalHeapHeader with(Managed changed, DoublingTable changedTable) {
        return new FractalHeapHeader(
                idLength, idsWrapped, checksums, maxManaged, huge, changed, tiny, changedTable, filters);
    }

    private record Codec() implements BlockCodec<FractalHeapHeader> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return ByteSink.lengthOf(widths, sink -> encode(forMessages(8), sink));
        }

        @Override
        public int length(ByteSource prefix) {
            prefix.skip(4 + 1 + 2);
            int filters = prefix.u16();
            int plain = prefix(prefix.widths());
            return filters == 0 ? plain : plain + prefix.widths().lengths() + 4 + filters;
        }

        @Override
        public FractalHeapHeader decode(ByteSource block) {
            block.signature("FRHP");
            block.version(0, 0);
            int idLength = block.u16();
            int filterLength = block.u16();
            int flags = block.u8();
            long maxManaged = block.u32();
            long lastId = block.length();
            long tree = block.address();
            long free = block.length();
            long freeSpace = block.address();
            Managed managed =
                    new Managed(free, freeSpace, block.length(), block.length(), block.length(), block.length());
            Huge huge = new Huge(lastId, tree, block.length(), block.length());
            Tiny tiny = new Tiny(block.length(), block.length());
            DoublingTable table = DoublingTable.decode(block);
            Filters filters =
                    filterLength == 0 ? null : new Filters(block.length(), block.i32(), block.bytes(filterLength));
            block.checksum();
            return new FractalHeapHeader(
                    idLength, (flags & 1) != 0, (flags & 2) != 0, maxManaged, huge, managed, tiny, table, filters);
        }

        @Override
        public void encode(FractalHeapHeader value, ByteSink sink) {
            int start = sink.position();
            Filters filters = value.filters;
            sink.signature("FRHP")
                    .u8(0)
                    .u16(value.idLength)
                    .u16(filters == null ? 0 : filters.pipeline.length)
                    .u8((value.idsWrapped ? 1 : 0) | (value.checksums ? 2 : 0))
                    .u32(value.maxManaged)
                    .length(value.huge.lastId)
                    .address(value.huge.tree)
                    .length(value.managed.free)
                    .address(value.managed.freeSpace)
                    .length(value.managed.size)
                    .length(value.managed.allocated)
                    .length(value.managed.next)
                    .length(value.managed.count)
                    .length(value.huge.size)
                    .length(value.huge.count)
                    .length(value.tiny.size)
                    .length(value.tiny.count);
            value.table.encode(sink);
            if (filters != null) {
                sink.length(filters.rootSize).u32(filters.rootMask).bytes(filters.pipeline);
            }
            sink.checksum(start);
        }
    }
}

package dev.tutti.format.heap;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;

/**
 * Free-space manager header (format specification III.H). Version 0 is read and written.
 *
 * <pre>
 *  4  signature "FSHD"
 *  1  version, 0
 *  1  client: 0 fractal heap, 1 file
 *  L  total free space
 *  L  number of sections
 *  L  number of sections in the list
 *  L  number of sections that follow from others and are not in the list ("un-serialized")
 *  2  number of section classes
 *  2  shrink percent
 *  2  expand percent
 *  2  bits of an address
 *  L  largest section
 *  O  address of the list
 *  L  bytes of the list that are used
 *  L  bytes of the list that are allocated
 *  4  checksum
 * </pre>
 */
public record FreeSpaceHeader(
        int client,
        long space,
        long sections,
        long listed,
        long unlisted,
        int classes,
        int shrinkPercent,
        int expandPercent,
        int addressBits,
        long largestSection,
        long list,
        long listUsed,
        long listAllocated) {
    private static final String STRUCTURE = "free-space manager header";

    /** Client 0. */
    public static final int FRACTAL_HEAP = 0;

    /** Client 1. */
    public static final int FILE = 1;

    /** What the C library sets for files: as large as addresses can be. */
    private static final int FILE_ADDRESS_BITS = 63;

    /** Reads and writes headers. */
    public static final BlockCodec<FreeSpaceHeader> CODEC = new Codec();

    /** No free space in a fractal heap, with the parameters of the C library. */
    public static FreeSpaceHeader empty(DoublingTable table) {
        return new FreeSpaceHeader(
                FRACTAL_HEAP, 0, 0, 0, 0, 4, 80, 120, table.heapBits(), table.maxDirect(), ByteSource.UNDEFINED, 0, 0);
    }

    /** A manager of free space of a file, with the parameters of the C library. */
    public static FreeSpaceHeader ofFile(long space, long listed, long list, long listUsed, long listAllocated) {
        return new FreeSpaceHeader(
                FILE,
                space,
                listed,
                listed,
                0,
                3,
                80,
                120,
                FILE_ADDRESS_BITS,
                Long.MAX_VALUE,
                list,
                listUsed,
                listAllocated);
    }

    /** This header with other sections. */
    public FreeSpaceHeader with(long newSpace, long newListed, long newList, long listLength) {
        return new FreeSpaceHeader(
                client,
                newSpace,
                newListed + unlisted,
                newListed,
                unlisted,
                classes,
                shrinkPercent,
                expandPercent,
                addressBits,
                largestSection,
                newList,
                listLength,
                listLength);
    }

    private record Codec() implements BlockCodec<FreeSpaceHeader> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return ByteSink.lengthOf(
                    widths,
                    sink -> encode(empty(new DoublingTable(4, 512, 1 << 16, 32, 1, ByteSource.UNDEFINED, 0)), sink));
        }

        @Override
        public FreeSpaceHeader decode(ByteSource block) {
            block.signature("FSHD");
            block.version(0, 0);
            FreeSpaceHeader header = new FreeSpaceHeader(
                    block.u8(),
                    block.length(),
                    block.length(),
                    block.length(),
                    block.length(),
                    block.u16(),
                    block.u16(),
                    block.u16(),
                    block.u16(),
                    block.length(),
                    block.address(),
                    block.length(),
                    block.length());
            block.checksum();
            return header;
        }

        @Override
        public void encode(FreeSpaceHeader value, ByteSink sink) {
            int start = sink.position();
            sink.signature("FSHD")
                    .u8(0)
                    .u8(value.client)
                    .length(value.space)
                    .length(value.sections)
                    .length(value.listed)
                    .length(value.unlisted)
                    .u16(value.classes)
                    .u16(value.shrinkPercent)
                    .u16(value.expandPercent)
                    .u16(value.addressBits)
                    .length(value.largestSection)
                    .address(value.list)
                    .length(value.listUsed)
                    .length(value.listAllocated)
                    .checksum(start);
        }
    }
}

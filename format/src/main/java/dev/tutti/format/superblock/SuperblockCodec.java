package dev.tutti.format.superblock;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads and writes a {@link Superblock}. */
final class SuperblockCodec implements BlockCodec<Superblock> {
    static final SuperblockCodec INSTANCE = new SuperblockCodec();

    private static final byte[] SIGNATURE = "\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);

    /** Size of chunk B-trees where the superblock does not set it. */
    private static final int DEFAULT_CHUNK_K = 32;

    private SuperblockCodec() {}

    @Override
    public String structure() {
        return Superblock.STRUCTURE;
    }

    /** Longest: version 1 with addresses of 8 bytes. */
    @Override
    public int prefix(Widths widths) {
        return 100;
    }

    @Override
    public int length(ByteSource prefix) {
        int version = start(prefix);
        Widths widths = widths(version, prefix);
        OldFields old = version < 2 ? new OldFields(1, 1, 1, 0, 0, 0, 0, new byte[16]) : null;
        return new Superblock(version, widths, 0, 0, ByteSource.UNDEFINED, 0, 0, old).length();
    }

    /** Passes signature and version. */
    private static int start(ByteSource source) {
        byte[] found = source.bytes(SIGNATURE.length);
        if (!Arrays.equals(found, SIGNATURE)) {
            throw new FormatException(Superblock.STRUCTURE, "the HDF5 signature", "other bytes");
        }
        return source.version(0, 3);
    }

    private static Widths widths(int version, ByteSource source) {
        if (version < 2) {
            int freeSpace = source.u8();
            int root = source.u8();
            source.skip(1);
            int shared = source.u8();
            if (!(freeSpace == 0 && root == 0 && shared == 0)) {
                throw new FormatException(
                        source.structure(),
                        "versions 0 of free space, root group and shared header",
                        freeSpace + ", " + root + ", " + shared);
            }
        }
        return new Widths(source.u8(), source.u8(), source.widths().ranges());
    }

    @Override
    public Superblock decode(ByteSource block) {
        int version = start(block);
        Widths widths = widths(version, block);
        ByteSource source = ByteSource.of(Superblock.STRUCTURE, widths, block.whole());
        source.position(block.position());
        return version < 2 ? decodeOld(version, widths, source) : decodeNew(version, widths, source);
    }

    private static Superblock decodeNew(int version, Widths widths, ByteSource source) {
        int flags = source.u8();
        long base = source.address();
        long extension = source.address();
        long end = source.address();
        long root = source.address();
        source.checksum();
        return new Superblock(version, widths, flags, base, extension, end, root, null);
    }

    private static Superblock decodeOld(int version, Widths widths, ByteSource source) {
        source.skip(1);
        int leafK = source.u16();
        int internalK = source.u16();
        int flags = source.i32();
        int chunkK = DEFAULT_CHUNK_K;
        if (version == 1) {
            chunkK = source.u16();
            source.skip(2);
        }
        long base = source.address();
        long freeSpace = source.address();
        long end = source.address();
        long driver = source.address();
        long name = source.unsigned(widths.lengths()); // an offset in a heap is a length
        long root = source.address();
        long cacheType = source.u32();
        source.require(cacheType <= 2, "a cache type of 0 to 2", cacheType);
        source.skip(4);
        byte[] scratch = source.bytes(16);
        OldFields old = new OldFields(leafK, internalK, chunkK, freeSpace, driver, name, (int) cacheType, scratch);
        return new Superblock(version, widths, flags, base, ByteSource.UNDEFINED, end, root, old);
    }

    @Override
    public void encode(Superblock value, ByteSink target) {
        ByteSink sink = new ByteSink(value.widths());
        sink.bytes(SIGNATURE).u8(value.version());
        OldFields old = value.old();
        if (old == null) {
            sink.u8(value.widths().offsets()).u8(value.widths().lengths()).u8(value.flags());
            sink.address(value.baseAddress()).address(value.extensionAddress());
            sink.address(value.endOfFile()).address(value.rootAddress());
            sink.checksum(0);
        } else {
            encodeOld(value, old, sink);
        }
        target.bytes(sink.toBuffer());
    }

    private static void encodeOld(Superblock value, OldFields old, ByteSink sink) {
        sink.zeros(4).u8(value.widths().offsets()).u8(value.widths().lengths()).u8(0);
        sink.u16(old.groupLeafK()).u16(old.groupInternalK()).u32(value.flags() & 0xffff_ffffL);
        if (value.version() == 1) {
            sink.u16(old.chunkInternalK()).zeros(2);
        }
        sink.address(value.baseAddress()).address(old.freeSpaceAddress());
        sink.address(value.endOfFile()).address(old.driverAddress());
        sink.unsigned(value.widths().lengths(), old.rootNameOffset()).address(value.rootAddress());
        sink.u32(old.rootCacheType()).zeros(4).bytes(old.rootScratch());
    }
}

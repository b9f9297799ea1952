package dev.tutti.format.superblock;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import org.jspecify.annotations.Nullable;

/**
 * The superblock (format specification II.A): the file's start. New files get
 * version 0, 2 or 3.
 *
 * <table>
 * <caption>Layout of versions 2 and 3</caption>
 * <tr><td>0</td><td>signature 0x89 H D F \\r \\n 0x1a \\n</td></tr>
 * <tr><td>8</td><td>version</td></tr>
 * <tr><td>9</td><td>widths of addresses and of lengths, 1 byte each</td></tr>
 * <tr><td>11</td><td>consistency flags, 1 byte</td></tr>
 * <tr><td>12</td><td>base, extension, end of file and root group: four addresses</td></tr>
 * <tr><td>...</td><td>checksum, 4 bytes</td></tr>
 * </table>
 *
 * <p>Versions 0 and 1: version, versions of free space, root group and shared header (1 byte each, 1 reserved before the last), widths, 1 reserved byte, sizes of symbol table nodes and
 * B-trees (2 bytes each), flags (4), in version 1 the size of chunk B-trees (2) and 2 reserved bytes; then base, free space, end of file and driver
 * addresses, and the root group's symbol table entry. All versions are read and written.
 *
 * @param version 0 to 3
 * @param widths widths of addresses and lengths in the whole file
 * @param flags consistency flags: bit 0 open for writing, bit 2 open for SWMR writing (version 3)
 * @param baseAddress byte of the file to which all addresses are relative
 * @param extensionAddress object header of the superblock extension; undefined if there is none, and in versions 0 and 1
 * @param endOfFile address behind the last byte that is in use
 * @param rootAddress object header of the root group
 * @param old what only versions 0 and 1 have, null in versions 2 and 3
 */
public record Superblock(
        int version,
        Widths widths,
        int flags,
        long baseAddress,
        long extensionAddress,
        long endOfFile,
        long rootAddress,
        @Nullable OldFields old) {
    /** Name of the structure, for errors. */
    static final String STRUCTURE = "superblock";

    /** Bit 0 of the flags: a writer has the file open. */
    public static final int WRITER = 0x01;

    /** Bit 2 of the flags: that writer is a SWMR writer. */
    public static final int SWMR = 0x04;

    /** Bit 1 of the flags: Tutti, together with {@link #WRITER} or {@link #UNKNOWN}. Alone it means nothing: h5clear leaves it behind. */
    public static final int SHARED = 0x02;

    /** Bit 7 of the flags: the C library refuses it in all versions, and so does h5clear. */
    public static final int UNKNOWN = 0x80;

    /** Checks version and addresses. */
    public Superblock {
        FormatException.unless(version >= 0 && version <= 3, STRUCTURE, "version 0 to 3", version);
        FormatException.unless((version < 2) == (old != null), STRUCTURE, "the fields of its version", version);
        FormatException.unless(baseAddress >= 0, STRUCTURE, "a base address", baseAddress);
        FormatException.unless(endOfFile >= 0, STRUCTURE, "an end of file address", endOfFile);
        FormatException.unless(rootAddress >= 0, STRUCTURE, "the address of the root group", rootAddress);
    }

    /** A superblock of a new file. */
    public static Superblock create(int version, long endOfFile, long rootAddress) {
        OldFields old = version < 2 ? OldFields.DEFAULT : null;
        return new Superblock(version, Widths.EIGHT, 0, 0, ByteSource.UNDEFINED, endOfFile, rootAddress, old);
    }

    /**
     * Whether the file is sealed: changes of shared mode stand in a log beside it. In versions before 3 bits 0 and 1 mean nothing: files that were made long
     * ago have them set.
     */
    public boolean isSealed() {
        int seal = version >= 3 ? WRITER | SHARED : UNKNOWN | SHARED;
        return (flags & seal) == seal && (flags & ~(WRITER | SHARED | UNKNOWN)) == 0;
    }

    /** The same with other consistency flags. */
    public Superblock withFlags(int newFlags) {
        return new Superblock(version, widths, newFlags, baseAddress, extensionAddress, endOfFile, rootAddress, old);
    }

    /** The same with another end. */
    public Superblock withEndOfFile(long newEndOfFile) {
        return new Superblock(version, widths, flags, baseAddress, extensionAddress, newEndOfFile, rootAddress, old);
    }

    /** The same with another root group. */
    public Superblock withRoot(long newRootAddress) {
        return new Superblock(version, widths, flags, baseAddress, extensionAddress, endOfFile, newRootAddress, old);
    }

    /** The same in a file that something was put in front of, or taken away from: base and end move with it. */
    public Superblock movedTo(long base) {
        long end = Math.max(0, endOfFile + (base - baseAddress));
        return new Superblock(version, widths, flags, base, extensionAddress, end, rootAddress, old);
    }

    /** The same with another superblock extension. */
    public Superblock withExtension(long newExtensionAddress) {
        return new Superblock(version, widths, flags, baseAddress, newExtensionAddress, endOfFile, rootAddress, old);
    }

    /** Reads and writes the superblock as the block that it is; the widths are those that it sets itself. */
    public static BlockCodec<Superblock> codec() {
        return SuperblockCodec.INSTANCE;
    }

    /** Bytes that it takes in the file. */
    public int length() {
        return ByteSink.lengthOf(widths, sink -> SuperblockCodec.INSTANCE.encode(this, sink));
    }
}

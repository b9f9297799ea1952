package dev.tutti.engine.object;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the superblock in a file and makes its bytes (format specification, "Disk Format: Level 0A"). */
public final class SuperblockFile {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int MOST_BYTES = 256;

    /**
     * A superblock and where it stands.
     *
     * @param position absolute: 0, 512, 1024, and so on; also the base of all addresses
     */
    public record Found(Superblock superblock, long position) {}

    /** So much is read at a place at which more is expected. */
    private static final int AHEAD = 1024;

    private SuperblockFile() {}

    /** Finds and decodes the superblock: at 0, or behind a user block of 512 bytes or a power of two more. */
    public static Found find(StoreFile file) {
        return find(file, Widths.EIGHT);
    }

    /** The same in a file of several parts, which the widths know. */
    static Found find(StoreFile file, Widths parts) {
        try {
            long size = file.size();
            for (long position = 0; position < size; position = position == 0 ? 512 : position * 2) {
                ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
                file.read(position, bytes);
                bytes.flip();
                if (startsWithSignature(bytes)) {
                    return new Found(decode(file, position, bytes, parts), position);
                }
            }
            throw new H5CorruptException(
                    file.path().toString(), 0, "file", "an HDF5 file (signature \\x89HDF)", describe(file), null);
        } catch (IOException e) {
            throw new H5Exception(file.path() + ": reading failed: " + e.getMessage(), e);
        }
    }

    /** The root group and what was made first mostly stand together: they are read at once, with the superblock where they are behind it. */
    static void readAhead(StoreFile store, SuperblockFile.Found found, BlockReader reader, ByteBuffer start) {
        long root = found.superblock().rootAddress();
        if (found.position() == 0 && root < start.limit()) {
            reader.has(0, start);
        } else if (root >= 0 && root < Long.MAX_VALUE - found.position()) {
            reader.has(root, read(store, found.position() + root));
        }
    }

    /** Some bytes from a position on, as far as the file reaches. */
    static ByteBuffer read(StoreFile store, long position) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(AHEAD);
            store.read(position, bytes);
            return bytes.flip();
        } catch (IOException e) {
            throw new H5Exception(store.path() + ": reading failed: " + e.getMessage(), e);
        }
    }

    /** Whether a superblock stands, or seems to stand, at one of the places for it. */
    static boolean isHdf5(StoreFile file) throws IOException {
        long size = file.size();
        for (long position = 0; position < size; position = position == 0 ? 512 : position * 2) {
            ByteBuffer bytes = ByteBuffer.allocate(SIGNATURE.length);
            file.read(position, bytes);
            if (startsWithSignature(bytes.flip())) {
                return true;
            }
        }
        return false;
    }

    /** The superblock at the start of a file whose first bytes were read; null if none stands there. */
    public static @Nullable Found first(StoreFile file, ByteBuffer page) {
        ByteBuffer bytes = page.slice(page.position(), Math.min(MOST_BYTES, page.remaining()))
                .order(ByteOrder.LITTLE_ENDIAN);
        return startsWithSignature(bytes) ? new Found(decode(file, 0, bytes, Widths.EIGHT), 0) : null;
    }

    private static Superblock decode(StoreFile file, long position, ByteBuffer bytes, Widths parts) {
        refuseWide(file, bytes);
        try {
            ByteSource all = ByteSource.of(Superblock.codec().structure(), parts, bytes);
            int length = Superblock.codec().length(all);
            all.position(0);
            return placed(Superblock.codec().decode(all.slice(Superblock.codec().structure(), length)), position);
        } catch (FormatException e) {
            throw new H5CorruptException(file.path().toString(), position, e.structure(), e.expected(), e.found(), e);
        }
    }

    /** The format allows addresses and lengths of 16 and 32 bytes, which no machine has ever needed. */
    private static void refuseWide(StoreFile file, ByteBuffer bytes) {
        int version = bytes.remaining() > 15 ? bytes.get(bytes.position() + 8) : -1;
        int at = bytes.position() + (version >= 2 ? 9 : 13);
        if (version >= 0 && version <= 3 && (bytes.get(at) > 8 || bytes.get(at + 1) > 8)) {
            throw new H5UnsupportedException(
                    file.path() + ": addresses and lengths of 2, 4 or 8 bytes are expected, found " + bytes.get(at)
                            + " and " + bytes.get(at + 1) + " bytes");
        }
    }

    /** A file that something was put in front of keeps the addresses it had: they count from where the superblock is now. */
    private static Superblock placed(Superblock found, long position) {
        return found.baseAddress() == position ? found : found.movedTo(position);
    }

    private static boolean startsWithSignature(ByteBuffer bytes) {
        byte[] start = new byte[SIGNATURE.length];
        if (bytes.remaining() < start.length) {
            return false;
        }
        bytes.get(bytes.position(), start);
        return Arrays.equals(start, SIGNATURE);
    }

    private static String describe(StoreFile file) throws IOException {
        long size = file.size();
        return size == 0 ? "an empty file" : "a file of " + size + " bytes without one";
    }

    /** The bytes of a superblock at its place. */
    public static BlockImage image(Superblock superblock, long position) {
        ByteSink sink = new ByteSink(superblock.widths(), 128);
        Superblock.codec().encode(superblock, sink);
        return new BlockImage(position, sink.toBuffer());
    }
}

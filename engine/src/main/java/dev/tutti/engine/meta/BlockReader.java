package dev.tutti.engine.meta;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads blocks from the file and decodes them. In a live file a block may be half written when it is read: its checksum fails, and it is
 * read again until it is whole or the time for retries is over (invariant L5: bounded in time, never a hang). Thread-safe, without locks.
 */
public final class BlockReader {
    private static final long LONGEST_PAUSE_NANOS = 5_000_000;

    /** After a block that stayed broken the next one gets only so much of the time: a file full of damage takes little longer than one block. */
    private static final int LESS_PATIENT = 8;

    /** So much of the file is read at once at most, be all of it asked for or not. */
    private static final int LONGEST_AHEAD = 64 * 1024;

    /** A part of the file. Its bytes are never changed. */
    private record Ahead(long from, ByteBuffer bytes) {
        boolean holds(long address, int length) {
            return address >= from && length <= bytes.limit() - (address - from);
        }
    }

    private volatile Ahead ahead = new Ahead(0, ByteBuffer.allocate(0));
    private final StoreFile file;
    private final long base;
    private final Widths widths;
    private final long extension;
    private final long retryNanos;
    private volatile long patience;
    private final Supplier<List<BlockImage>> journal;
    private final @Nullable KnownBlocks known;

    /**
     * A reader of one file.
     *
     * @param base absolute position of address 0 (after a user block)
     * @param retry how long a block that does not decode is read again; zero where nobody writes
     */
    public BlockReader(StoreFile file, long base, Widths widths, Duration retry) {
        this(file, base, widths, ByteSource.UNDEFINED, retry, List::of, null);
    }

    /** A reader of a file with this superblock. */
    public BlockReader(StoreFile file, long base, Superblock superblock, Duration retry) {
        this(file, base, superblock.widths(), superblock.extensionAddress(), retry, List::of, null);
    }

    /**
     * A reader of a file whose writer has a side journal.
     *
     * @param journal the blocks that the writer was changing last: looked at for a block that stays torn, because its writer may be dead
     * @param known blocks as they were in versions before; null where there is one version
     */
    public BlockReader(
            StoreFile file,
            long base,
            Superblock superblock,
            Duration retry,
            Supplier<List<BlockImage>> journal,
            @Nullable KnownBlocks known) {
        this(file, base, superblock.widths(), superblock.extensionAddress(), retry, journal, known);
    }

    BlockReader(
            StoreFile file,
            long base,
            Widths widths,
            long extension,
            Duration retry,
            Supplier<List<BlockImage>> journal,
            @Nullable KnownBlocks known) {
        this.extension = extension;
        this.journal = journal;
        this.known = known;
        this.file = file;
        this.base = base;
        this.widths = widths;
        this.retryNanos = retry.toNanos();
        this.patience = retryNanos;
    }

    /** The file, for errors. */
    public String path() {
        return file.path().toString();
    }

    /** The file's field widths. */
    public Widths widths() {
        return widths;
    }

    /** The object header that extends the superblock; undefined if there is none. */
    public long extension() {
        return extension;
    }

    /** Absolute position of address 0. */
    public long base() {
        return base;
    }

    /** What a decoded block took in the file, with the value. */
    record Decoded<T>(T value, int length) {}

    <T> Decoded<T> read(long address, BlockCodec<T> codec) {
        long deadline = 0;
        long pause = 0;
        boolean asked = false; // the journal: before the last attempt in any case, however few there were time for
        List<BlockImage> patches = List.of();
        while (true) {
            try {
                Decoded<T> decoded = readOnce(address, codec, patches);
                if (deadline != 0) {
                    patience = retryNanos;
                }
                return decoded;
            } catch (FormatException e) {
                if (retryNanos == 0 || address < 0) {
                    throw corrupt(address, e);
                }
                long now = System.nanoTime();
                if (deadline == 0) {
                    deadline = now + patience;
                }
                boolean late = now - deadline > 0;
                if (late && asked) {
                    lessPatient();
                    throw corrupt(address, e);
                }
                if (pause > 0 && !late) {
                    LockSupport.parkNanos(pause);
                }
                pause = pause == 0 ? 20_000 : Math.min(LONGEST_PAUSE_NANOS, pause * 2);
                asked = late || pause == LONGEST_PAUSE_NANOS;
                patches = asked ? journal.get() : List.of();
            }
        }
    }

    /** For how long what a writer may be at work on is read again. */
    public long patienceNanos() {
        return patience;
    }

    /** Notes that reading again for so long has not helped. */
    public void lessPatient() {
        patience /= LESS_PATIENT;
    }

    private <T> Decoded<T> readOnce(long address, BlockCodec<T> codec, List<BlockImage> patches) {
        String structure = codec.structure();
        int prefixLength = codec.prefix(widths);
        int knownLength = known == null ? 0 : known.length(address, codec);
        ByteBuffer prefix = bytes(structure, address, Math.max(prefixLength, knownLength));
        if (known != null && knownLength > 0 && prefix.remaining() >= knownLength && patches.isEmpty()) {
            Decoded<T> unchanged = known.value(address, codec, prefix.slice(0, knownLength));
            if (unchanged != null) {
                return unchanged;
            }
        }
        if (prefix.remaining() == 0) {
            throw new FormatException(structure, "a block inside the file", "address " + address + " past its end");
        }
        int length = codec.length(ByteSource.of(structure, widths, prefix));
        if (length < 0) {
            throw new FormatException(structure, "a length below 2 GiB", Integer.toUnsignedString(length));
        }
        ByteBuffer block = prefix;
        if (length > prefix.remaining()) {
            block = bytes(structure, address, length);
            if (block.remaining() < length) {
                throw new FormatException(
                        structure, length + " bytes", "end of file after " + block.remaining() + " bytes");
            }
        }
        block.limit(length);
        for (BlockImage patch : patches) {
            patch(base + address, block, patch);
        }
        T value = codec.decode(ByteSource.of(structure, widths, block));
        if (known != null && patches.isEmpty()) {
            known.put(address, codec, block, value);
        }
        return new Decoded<>(value, length);
    }

    private static void patch(long position, ByteBuffer block, BlockImage patch) {
        long from = Math.max(position, patch.position());
        long to = Math.min(position + block.limit(), patch.position() + patch.length());
        if (from < to) {
            ByteBuffer bytes = patch.bytes();
            int offset = bytes.position() + (int) (from - patch.position());
            block.put((int) (from - position), bytes, offset, (int) (to - from));
        }
    }

    /** Reads the part of the file in which these blocks lie, if they lie close together, so that each needs no call of its own. For files that nobody changes. */
    void ahead(List<Long> addresses, int length) {
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        for (long address : addresses) {
            from = Math.min(from, address);
            to = Math.max(to, address);
        }
        if (addresses.size() < 2 || from < 0 || to - from > LONGEST_AHEAD - length || to > length() - length) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from) + length);
        readAvailable(from, bytes);
        ahead = new Ahead(from, bytes.flip());
    }

    /** Says what stands at an address, so that it is not read again. For files that nobody changes. */
    public void has(long address, ByteBuffer bytes) {
        ahead = new Ahead(address, bytes);
    }

    /** Up to {@code length} bytes: fewer at the end of the file, so that a hostile length never makes a larger buffer than the file. */
    private ByteBuffer bytes(String structure, long address, int length) {
        if (address < 0) {
            throw new FormatException(structure, "a defined address", "an undefined one");
        }
        if (address > Long.MAX_VALUE - base) {
            throw new FormatException(structure, "an address inside the file", "" + address);
        }
        try {
            int room = length;
            if (length > 1 << 16) {
                room = (int) Math.min(length, Math.max(0, file.size() - base - address));
            }
            ByteBuffer buffer = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
            Ahead known = ahead;
            if (known.holds(address, room)) {
                return buffer.put(0, known.bytes, (int) (address - known.from), room);
            }
            readFully(address, buffer);
            return buffer.flip();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void readFully(long address, ByteBuffer target) throws IOException {
        long position = Math.addExact(base, address);
        while (target.hasRemaining()) {
            int count = file.read(position, target);
            if (count <= 0) {
                return;
            }
            position += count;
        }
    }

    /** Fills {@code target} as far as the file reaches; returns the number of bytes read. */
    int readAvailable(long address, ByteBuffer target) {
        if (address < 0) {
            throw new H5CorruptException(path(), address, "raw data", "a defined address", "an undefined one", null);
        }
        int before = target.position();
        try {
            readFully(address, target);
        } catch (IOException e) {
            throw failed(e);
        } catch (ArithmeticException e) {
            throw new H5CorruptException(path(), address, "raw data", "an address inside the file", "" + address, e);
        }
        return target.position() - before;
    }

    /** Bytes from the base on that the file has now. */
    long length() {
        try {
            return file.size() - base;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    H5Exception failed(IOException e) {
        if (e instanceof ClosedChannelException) {
            return new H5ClosedException(path() + ": the file was closed");
        }
        return new H5Exception(path() + ": reading failed: " + e.getMessage(), e);
    }

    /** The public error for a write that failed. What was staged stays staged; the file is between the old state and the new one. */
    public H5Exception writeFailed(IOException e) {
        if (e instanceof ClosedChannelException) {
            return new H5ClosedException(path() + ": the file was closed");
        }
        return new H5Exception(
                path() + ": writing failed: " + e.getMessage() + "; what was committed before is unharmed", e);
    }

    /** The public error for bytes at {@code address} that break the format. */
    public H5CorruptException corrupt(long address, FormatException e) {
        long position = address < 0 ? -1 : base + address;
        return new H5CorruptException(path(), position, e.structure(), e.expected(), e.found(), e);
    }
}

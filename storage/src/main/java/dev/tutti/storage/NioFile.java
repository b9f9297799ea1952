package dev.tutti.storage;

import dev.tutti.storage.lock.FileIdentity;
import dev.tutti.storage.lock.HostLocks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One file of the machine's file system, open twice. The channel carries reads and writes; an interrupt of any of its users
 * closes it for all, and whoever meets it closed opens it anew. The anchor is deaf to interrupts and stays open until
 * {@link #close}: it asks for the length, resizes and forces (a force that an interrupt cuts short would hide a failure that the
 * system reports once only), keeps the inode from being given to another file, and carries reads and writes as well, more slowly: the first few,
 * because much is opened for a look only, and all, once the path names another file and the channel cannot be opened again.
 *
 * <p>Neither carries locks of its own: see {@link HostLocks}.
 */
final class NioFile implements StoreFile {
    /**
     * The longest piece of a heap buffer that is moved at once. The channel copies heap buffers through a direct buffer of the
     * same length that it keeps per thread for good.
     */
    private static final int HEAP_PIECE = 256 * 1024;

    /** How many pieces of at most {@link #SMALL} bytes the anchor carries before the channel is opened. */
    private static final int FEW = 8;

    private static final int SMALL = 16 * 1024;

    /** Pieces of the heap up to this length are written through {@link #spare}. */
    private static final int SHORT = 4096;

    /** What {@link #spare} has before the first of them. */
    private static final ByteBuffer NO_PIECE = ByteBuffer.allocateDirect(0);

    private final Path path;
    private final Path absolute;
    private final Set<StandardOpenOption> options;
    private final Object identity;
    private final AsynchronousFileChannel anchor;

    /** Null before much is moved, and once the path names another file than the open one. Replaced by {@link #reopen} alone. */
    private volatile @Nullable FileChannel channel;

    /** Whether the channel cannot be opened any more. */
    private volatile boolean anchorOnly;

    /** How many pieces the anchor has carried; not exact where several threads are at it. */
    private int few;

    /** Memory off the heap through which short pieces of the heap are written: the channel would look for such memory at each call. Null while a thread uses it. */
    private final AtomicReference<@Nullable ByteBuffer> spare = new AtomicReference<>(NO_PIECE);

    private volatile boolean closed;

    private enum Direction {
        READ,
        WRITE
    }

    private NioFile(
            Path path,
            Path absolute,
            Set<StandardOpenOption> options,
            Object identity,
            AsynchronousFileChannel anchor) {
        this.path = path;
        this.absolute = absolute;
        this.options = options;
        this.identity = identity;
        this.anchor = anchor;
    }

    static NioFile open(Path path, Storage.Mode mode) throws IOException {
        // Absolute, so that a reopening does not depend on anything but the file system.
        Path absolute = path.toAbsolutePath();
        EnumSet<StandardOpenOption> options = mode == Storage.Mode.READ
                ? EnumSet.of(StandardOpenOption.READ)
                : EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (mode == Storage.Mode.CREATE_NEW) {
            FileChannel.open(absolute, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
        }
        while (true) {
            // The path may be given to another file between two calls; what opens between two equal identities is that
            // file.
            Object identity = FileIdentity.of(absolute);
            NioFile file = new NioFile(
                    path,
                    absolute,
                    options,
                    identity,
                    AsynchronousFileChannel.open(absolute, options, new DirectExecutor()));
            if (identity.equals(FileIdentity.of(absolute))) {
                return file;
            }
            file.close();
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Object identity() {
        return identity;
    }

    @Override
    public long size() throws IOException {
        try {
            return anchor.size();
        } catch (ClosedChannelException e) {
            throw closedByUser(e);
        }
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        checkPosition(position);
        boolean interrupted = Thread.interrupted(); // A set flag would close the channel at every call.
        try {
            int from = target.position();
            while (target.hasRemaining()) {
                long at = position + (target.position() - from);
                int moved = transfer(Direction.READ, target, at);
                if (moved < 0) {
                    break;
                }
            }
            return target.position() - from;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
        checkPosition(position);
        boolean interrupted = Thread.interrupted();
        try {
            int from = source.position();
            while (source.hasRemaining()) {
                transfer(Direction.WRITE, source, position + (source.position() - from));
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void checkPosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("negative position " + position);
        }
    }

    /** Moves one piece of {@code buffer} and repeats it as long as interrupts, of this thread or of another, get in the way. */
    private int transfer(Direction direction, ByteBuffer buffer, long position) throws IOException {
        int from = buffer.position();
        int limit = buffer.limit();
        boolean interrupted = false;
        if (!buffer.isDirect() && limit - from > HEAP_PIECE) {
            buffer.limit(from + HEAP_PIECE);
        }
        try {
            while (true) {
                FileChannel current = channel;
                try {
                    if (current == null && (anchorOnly || isLittle(buffer))) {
                        few++;
                        return transferByAnchor(direction, buffer, position);
                    }
                    if (current == null) {
                        reopen(null);
                        continue;
                    }
                    return direction == Direction.READ
                            ? current.read(buffer, position)
                            : write(current, buffer, position);
                } catch (ClosedChannelException e) {
                    buffer.position(from); // It may have moved although the call failed.
                    interrupted |= Thread.interrupted();
                    if (closed) {
                        throw closedByUser(e);
                    }
                    reopen(current);
                }
            }
        } finally {
            buffer.limit(limit);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private int write(FileChannel current, ByteBuffer source, long position) throws IOException {
        int length = source.remaining();
        if (source.isDirect() || length > SHORT) {
            return current.write(source, position);
        }
        ByteBuffer piece = spare.getAndSet(null);
        if (piece == null) {
            return current.write(source, position);
        }
        if (piece.capacity() == 0) {
            piece = ByteBuffer.allocateDirect(SHORT);
        }
        try {
            piece.put(0, source, source.position(), length).limit(length).position(0);
            int moved = current.write(piece, position);
            source.position(source.position() + moved);
            return moved;
        } finally {
            spare.lazySet(piece.clear());
        }
    }

    private boolean isLittle(ByteBuffer buffer) {
        return few < FEW && buffer.remaining() <= SMALL;
    }

    private int transferByAnchor(Direction direction, ByteBuffer buffer, long position) throws IOException {
        Future<Integer> moved =
                direction == Direction.READ ? anchor.read(buffer, position) : anchor.write(buffer, position);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return moved.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof IOException io
                            ? io
                            : new IOException(absolute.toString(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Puts a new channel in the place of {@code failed}, unless another thread has done so. */
    private synchronized void reopen(@Nullable FileChannel failed) throws IOException {
        if (closed) {
            throw closedByUser(null);
        }
        if (anchorOnly || channel != failed) {
            return;
        }
        try {
            // The anchor keeps the inode, so that an equal identity can only mean the open file.
            boolean before = identity.equals(FileIdentity.of(absolute));
            FileChannel opened = FileChannel.open(absolute, options);
            if (before && identity.equals(FileIdentity.of(absolute))) {
                channel = opened;
                return;
            }
            opened.close();
        } catch (IOException e) {
            // The name is gone, or may not be opened any more, or the process has no file handle left: the anchor does
            // all of it.
        }
        anchorOnly = true;
        channel = null;
    }

    @Override
    public synchronized void resize(long size) throws IOException {
        long now = size();
        if (size < now) {
            try {
                anchor.truncate(size);
            } catch (ClosedChannelException e) {
                throw closedByUser(e);
            }
        } else if (size > now) {
            write(size - 1, ByteBuffer.allocate(1));
        }
    }

    @Override
    public void force() throws IOException {
        try {
            // Bytes and length, but not the times: where nothing grows, the file system's own journal is left alone.
            anchor.force(false);
        } catch (ClosedChannelException e) {
            throw closedByUser(e);
        }
    }

    private ClosedChannelException closedByUser(@Nullable ClosedChannelException cause) {
        ClosedChannelException clear = new ClosedFileException(path);
        if (cause != null) {
            clear.initCause(cause);
        }
        return clear;
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        FileChannel current = channel;
        HostLocks.closeBeside(identity, () -> {
            try (anchor) {
                if (current != null) {
                    current.close();
                }
            }
        });
    }

    @Override
    public String toString() {
        return "NioFile[" + path + (closed ? ", closed]" : "]");
    }
}

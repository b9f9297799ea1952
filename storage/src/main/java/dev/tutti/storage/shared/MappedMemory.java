package dev.tutti.storage.shared;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.storage.lock.FileIdentity;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.lock.HostLocks;
import dev.tutti.storage.lock.NumberedLocks;
import dev.tutti.storage.lock.Uninterrupted;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file of this machine, mapped. The mapping lives until the object is garbage, not until {@link #close}: an access through a mapping that
 * is gone would end the JVM.
 *
 * <p>Whoever finds the file short, because it is new or because its maker was killed, appends what is missing in zeros. Appending
 * never writes over a byte that is there, whoever else appends at the same time, so that words which others already use are safe; a file that
 * became too long by it does no harm. The zeros are written and not left to a hole, because a full disk must show itself here
 * and not as a fault of an access.
 */
public final class MappedMemory implements SharedMemory {
    private static final VarHandle WORDS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int ATTEMPTS = 100;

    private final Path path;
    private final Object identity;
    private final long identityNumber;
    private final ByteBuffer bytes;
    private final boolean writable;
    private final NumberedLocks locks;
    private volatile boolean closed;

    /** Opens the locks of a file. */
    @FunctionalInterface
    interface Locking {
        NumberedLocks open(Path path) throws IOException;
    }

    private MappedMemory(
            Path path, Object identity, long identityNumber, ByteBuffer bytes, boolean writable, NumberedLocks locks) {
        this.path = path;
        this.identity = identity;
        this.identityNumber = identityNumber;
        this.bytes = bytes;
        this.writable = writable;
        this.locks = locks;
    }

    /** As {@code Storage.share} demands. */
    public static SharedMemory open(Path path, int size) throws IOException {
        return open(path, size, HostLocks::numbered);
    }

    /** The same with the locks that are used without JNA, whether it is there or not. */
    public static SharedMemory withoutNativeLocks(Path path, int size) throws IOException {
        return open(path, size, HostLocks::numberedByteRanges);
    }

    static SharedMemory open(Path path, int size, Locking locking) throws IOException {
        if (size <= 0 || size % Long.BYTES != 0) {
            throw new IllegalArgumentException("a size of " + size + " is not a positive multiple of 8");
        }
        Path absolute = path.toAbsolutePath();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            MappedMemory opened = attempt(absolute, size, locking);
            if (opened != null) {
                return opened;
            }
        }
        throw new FileSystemException(path.toString(), null, "was replaced again and again while it was opened");
    }

    /** Null if the name was given to another file in the middle. What opens between two equal identities is that file. */
    private static @Nullable MappedMemory attempt(Path path, int size, Locking locking) throws IOException {
        makeWhole(path, size);
        try {
            Object identity = FileIdentity.of(path);
            long number = FileIdentity.number(path);
            ByteBuffer bytes = map(path, identity, size);
            if (bytes == null) {
                return null;
            }
            NumberedLocks locks = locking.open(path);
            if (identity.equals(FileIdentity.of(path))) {
                return new MappedMemory(path, identity, number, bytes, !bytes.isReadOnly(), locks);
            }
            locks.close();
            return null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void makeWhole(Path path, int size) throws IOException {
        if (Files.exists(path) && Files.size(path) >= size) {
            return;
        }
        FileChannel end = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try {
            Uninterrupted.call(() -> {
                for (long missing = size - end.size(); missing > 0; missing = size - end.size()) {
                    end.write(ByteBuffer.allocate((int) missing));
                }
                return end;
            });
        } finally {
            closeBeside(path, end);
        }
    }

    /** Read only where permissions or the file system allow no more: the attempt tells, a question beforehand may not. */
    private static @Nullable ByteBuffer map(Path path, Object identity, int size) throws IOException {
        FileChannel.MapMode mode = FileChannel.MapMode.READ_WRITE;
        FileChannel opened;
        try {
            opened = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            mode = FileChannel.MapMode.READ_ONLY;
            opened = FileChannel.open(path, StandardOpenOption.READ);
        }
        return map(opened, mode, identity, size);
    }

    private static @Nullable ByteBuffer map(FileChannel channel, FileChannel.MapMode mode, Object identity, int size)
            throws IOException {
        try {
            MappedByteBuffer mapped =
                    Uninterrupted.call(() -> channel.size() < size ? null : channel.map(mode, 0, size));
            return mapped == null ? null : mapped.order(ByteOrder.nativeOrder());
        } finally {
            HostLocks.closeBeside(identity, channel);
        }
    }

    private static void closeBeside(Path path, FileChannel channel) throws IOException {
        Object identity;
        try {
            identity = FileIdentity.of(path);
        } catch (NoSuchFileException e) {
            channel.close();
            return;
        }
        HostLocks.closeBeside(identity, channel);
    }

    @Override
    public Object identity() {
        return identity;
    }

    @Override
    public long identityNumber() {
        return identityNumber;
    }

    @Override
    public int size() {
        return bytes.capacity();
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public long get(int offset) {
        check(offset);
        return (long) WORDS.getVolatile(bytes, offset);
    }

    @Override
    public void set(int offset, long value) {
        check(offset);
        WORDS.setVolatile(bytes, offset, value);
    }

    @Override
    public boolean compareAndSet(int offset, long expected, long value) {
        check(offset);
        return WORDS.compareAndSet(bytes, offset, expected, value);
    }

    private void check(int offset) {
        if (closed) {
            throw new H5ClosedException(path + ": the shared memory was closed before this access");
        }
        if (offset % Long.BYTES != 0) {
            throw new IllegalArgumentException("the offset " + offset + " is not a multiple of 8");
        }
    }

    @Override
    public boolean tryLock(int number, HostLock.Mode mode) throws IOException {
        return locks.tryLock(number, mode);
    }

    @Override
    public void unlock(int number) throws IOException {
        locks.unlock(number);
    }

    @Override
    public boolean audit() throws IOException {
        return locks.audit();
    }

    @Override
    public String holder(int number) {
        return locks.holder(number);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        locks.close();
    }

    @Override
    public String toString() {
        return "MappedMemory[" + path + ", " + locks + (closed ? ", closed]" : "]");
    }
}

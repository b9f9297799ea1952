package dev.tutti.storage.lock;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** Reading through the descriptor of a {@link FlockLock}, with the numbers of Linux. Loaded only where JNA is present. */
final class FlockReads {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private static final int END = 2;
    private static final int INTERRUPTED = 4;
    private static final int PIECE = 16 * 1024;

    /** Memory outside of the heap, where the system puts what it reads; one is kept for the next call. */
    private record Scratch(ByteBuffer bytes, long address) {
        static Scratch make() {
            ByteBuffer bytes = ByteBuffer.allocateDirect(PIECE);
            return new Scratch(bytes, Pointer.nativeValue(Native.getDirectBufferPointer(bytes)));
        }
    }

    private static final AtomicReference<Scratch> SPARE = new AtomicReference<>();

    static {
        Native.register(FlockReads.class, NativeLibrary.getInstance("c"));
    }

    private FlockReads() {}

    private static native long pread(int descriptor, long to, long count, long position) throws LastErrorException;

    private static native long lseek(int descriptor, long offset, int whence) throws LastErrorException;

    /** Whether numbers of 64 bits are what the calls take, and the system tells which file a descriptor is open on. */
    static boolean isPresent() {
        return Platform.isLinux() && Native.LONG_SIZE == Long.BYTES && Files.isDirectory(DESCRIPTORS);
    }

    /** As {@link LockedHandle#read}; the descriptor stays open until this returns. */
    static int read(Path path, int descriptor, long position, ByteBuffer target) throws IOException {
        Scratch known = SPARE.getAndSet(null);
        Scratch scratch = known == null ? Scratch.make() : known;
        int from = target.position();
        while (target.hasRemaining()) {
            long at = position + (target.position() - from);
            int count = pread(path, descriptor, scratch.address, Math.min(PIECE, target.remaining()), at);
            if (count == 0) {
                break;
            }
            target.put(scratch.bytes.slice(0, count));
        }
        SPARE.set(scratch);
        return target.position() - from;
    }

    private static int pread(Path path, int descriptor, long to, int count, long position) throws IOException {
        while (true) {
            try {
                return (int) pread(descriptor, to, count, position);
            } catch (LastErrorException e) {
                if (e.getErrorCode() != INTERRUPTED) {
                    throw failed(path, e);
                }
            }
        }
    }

    /** Bytes of the file. Nobody reads from where the descriptor stands, which this call moves. */
    static long size(Path path, int descriptor) throws IOException {
        try {
            return lseek(descriptor, 0, END);
        } catch (LastErrorException e) {
            throw failed(path, e);
        }
    }

    /** Identity of the open file. */
    static Object identity(int descriptor) throws IOException {
        return FileIdentity.of(DESCRIPTORS.resolve(Integer.toString(descriptor)));
    }

    private static IOException failed(Path path, LastErrorException error) {
        FileSystemException general = new FileSystemException(path.toString(), null, error.getMessage());
        general.initCause(error);
        return general;
    }
}

package dev.tutti.storage.lock;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Linux' locks of byte ranges that belong to an open file description (fcntl(2), F_OFD_SETLK), with the numbers of its 64-bit
 * machines. They are in the way of POSIX record locks, and these of them, but no closing of another descriptor releases them.
 *
 * <p>struct flock: type (2 bytes), whence (2), four unused, start (8), length (8), pid (4, must be zero), four unused.
 */
final class Fcntl {
    static final short SHARED = 0;
    static final short EXCLUSIVE = 1;
    static final short UNLOCK = 2;

    private static final int OFD_GET = 36;
    private static final int OFD_SET = 37;

    private static final int INTERRUPTED = 4;
    private static final int BAD_DESCRIPTOR = 9;
    private static final int AGAIN = 11;
    private static final int ACCESS = 13;

    private static final int LENGTH = 32;
    private static final int START_AT = 8;
    private static final int LENGTH_AT = 16;
    private static final int PID_AT = 24;

    private static final Set<String> MACHINES =
            Set.of("amd64", "x86_64", "aarch64", "riscv64", "ppc64le", "ppc64", "s390x", "loongarch64");

    static {
        // Bound directly: a commit takes and gives a lock, and this is much of its cost.
        Native.register(Fcntl.class, NativeLibrary.getInstance("c"));
    }

    private Fcntl() {}

    /** Whether the numbers here are those of this machine. Throws a {@link LinkageError} if JNA is not there. */
    static boolean isPresent() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux")
                && MACHINES.contains(System.getProperty("os.arch", ""))
                && Native.POINTER_SIZE == Long.BYTES;
    }

    /** Room for one struct flock. */
    static Memory structure() {
        return new Memory(LENGTH);
    }

    private static void fill(Memory lock, short type, long position) {
        lock.clear();
        lock.setShort(0, type);
        lock.setLong(START_AT, position);
        lock.setLong(LENGTH_AT, 1);
    }

    /** Attempts the change of the byte at {@code position} to {@code type}; false if another's lock is in the way. */
    static boolean set(Path path, int descriptor, Memory lock, short type, long position) throws IOException {
        fill(lock, type, position);
        while (true) {
            int error = call(descriptor, OFD_SET, lock);
            if (error == 0) {
                return true;
            }
            if (error == AGAIN || error == ACCESS) {
                return false;
            }
            if (error != INTERRUPTED) {
                throw translate(path, error);
            }
        }
    }

    /**
     * The process whose lock is in the way of an exclusive one at {@code position}: its pid, -1 if the lock belongs to an open file
     * description, which has no pid, or 0 if there is none.
     */
    static int blocker(Path path, int descriptor, Memory lock, long position) throws IOException {
        fill(lock, EXCLUSIVE, position);
        int error = call(descriptor, OFD_GET, lock);
        if (error != 0) {
            throw translate(path, error);
        }
        return lock.getShort(0) == UNLOCK ? 0 : lock.getInt(PID_AT);
    }

    private static int call(int descriptor, int command, Memory lock) {
        return fcntl(descriptor, command, Pointer.nativeValue(lock)) == -1 ? Native.getLastError() : 0;
    }

    /** The pointer goes as a number: to take it out of its object would cost more than the call. */
    private static native int fcntl(int descriptor, int command, long lock);

    private static FileSystemException translate(Path path, int error) {
        return error == BAD_DESCRIPTOR
                ? new AccessDeniedException(path.toString(), null, "an exclusive lock needs write permission")
                : new FileSystemException(path.toString(), null, "fcntl failed with error " + error);
    }
}

package dev.tutti.storage.lock;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** The three system calls below a {@link FlockLock}, with the numbers of Linux and macOS. Loaded only where JNA may be present. */
final class Flock {
    static final int SHARED = 1;
    static final int EXCLUSIVE = 2;
    static final int UNLOCK = 8;

    /** What flock(2) said to an attempt that does not wait. */
    enum Answer {
        GRANTED,
        /** Another open file holds it. */
        REFUSED,
        /** The file system cannot lock. */
        CANNOT
    }

    private static final int NON_BLOCKING = 4;
    private static final int READ_ONLY = 0;
    private static final int READ_WRITE = 2;
    private static final int CLOSE_ON_EXEC = Platform.isMac() ? 0x0100_0000 : 0x8_0000;
    private static final int NO_ENTRY = 2;
    private static final int INTERRUPTED = 4;
    private static final int ACCESS = 13;
    private static final int WOULD_BLOCK = Platform.isMac() ? 35 : 11;
    private static final int NO_LOCKS = Platform.isMac() ? 77 : 37;
    private static final int NO_SYSTEM_CALL = Platform.isMac() ? 78 : 38;

    static {
        // Bound directly: every opening of a file makes all three.
        Native.register(Flock.class, NativeLibrary.getInstance("c"));
    }

    private Flock() {}

    private static native int open(byte[] path, int flags) throws LastErrorException;

    private static native int flock(int descriptor, int operation) throws LastErrorException;

    private static native int close(int descriptor) throws LastErrorException;

    /** Whether the calls are there. Throws a {@link LinkageError} if they, or JNA, are not. */
    static boolean isPresent() {
        return Native.POINTER_SIZE > 0;
    }

    /** A file descriptor of its own, for writing if the file allows that: network file systems demand it for exclusive locks. */
    static int open(Path path) throws IOException {
        try {
            return open(path, READ_WRITE);
        } catch (LastErrorException e) {
            try {
                return open(path, READ_ONLY);
            } catch (LastErrorException second) {
                throw translate(path, second);
            }
        }
    }

    private static int open(Path path, int access) {
        byte[] name = path.toString().getBytes(fileNameCharset());
        byte[] terminated = Arrays.copyOf(name, name.length + 1);
        while (true) {
            try {
                return open(terminated, access | CLOSE_ON_EXEC);
            } catch (LastErrorException e) {
                if (e.getErrorCode() != INTERRUPTED) {
                    throw e;
                }
            }
        }
    }

    private static Charset fileNameCharset() {
        String name = System.getProperty("sun.jnu.encoding");
        return name != null && Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }

    /** Attempts {@code operation}, one of the constants above, without waiting. */
    static Answer flock(Path path, int descriptor, int operation) throws IOException {
        while (true) {
            try {
                flock(descriptor, operation | NON_BLOCKING);
                return Answer.GRANTED;
            } catch (LastErrorException e) {
                int error = e.getErrorCode();
                if (error == WOULD_BLOCK) {
                    return Answer.REFUSED;
                }
                if (error == NO_LOCKS || error == NO_SYSTEM_CALL) {
                    return Answer.CANNOT;
                }
                if (error != INTERRUPTED) {
                    throw translate(path, e);
                }
            }
        }
    }

    static void close(Path path, int descriptor) throws IOException {
        try {
            close(descriptor);
        } catch (LastErrorException e) {
            // Never repeated: the descriptor is gone even if the call was interrupted.
            if (e.getErrorCode() != INTERRUPTED) {
                throw translate(path, e);
            }
        }
    }

    private static FileSystemException translate(Path path, LastErrorException error) {
        return switch (error.getErrorCode()) {
            case NO_ENTRY -> new NoSuchFileException(path.toString());
            case ACCESS -> new AccessDeniedException(path.toString());
            default -> {
                FileSystemException general =
                        new FileSystemException(path.toString(), null, "lock: " + error.getMessage());
                general.initCause(error);
                yield general;
            }
        };
    }
}

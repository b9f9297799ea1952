package dev.tutti.hdf5.oracle;

import static org.bytedeco.hdf5.global.hdf5.H5Eprint2;
import static org.bytedeco.hdf5.global.hdf5.H5Eset_auto2;
import static org.bytedeco.hdf5.global.hdf5.H5open;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bytedeco.hdf5.H5E_auto2_t;
import org.bytedeco.javacpp.Pointer;

/**
 * The HDF5 C library of this JVM. It is not thread-safe, so everything that calls it runs inside {@link #call}; its native
 * parts are unpacked under the module's target directory.
 */
final class CLibrary {
    private static final Object LOCK = new Object();
    private static boolean opened;

    private CLibrary() {}

    /** Where the native libraries are unpacked; a child JVM must be given the same directory. */
    static Path cacheDirectory() {
        return Path.of(System.getProperty("org.bytedeco.javacpp.cachedir", "target/javacpp"))
                .toAbsolutePath();
    }

    /** Runs {@code work} as the only user of the library in this JVM. */
    static <T> T call(Callable<T> work) {
        synchronized (LOCK) {
            if (!opened) {
                System.setProperty(
                        "org.bytedeco.javacpp.cachedir", cacheDirectory().toString());
                // The binding would read /proc at every allocation and keep a collector of its own.
                System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
                System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
                H5open();
                H5Eset_auto2(0, (H5E_auto2_t) null, (Pointer) null);
                opened = true;
            }
            try {
                return work.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** An identifier or count that the library returned; negative means that {@code what} failed, and its error stack goes to stderr. */
    static long ok(long result, String what) {
        if (result < 0) {
            H5Eprint2(0, null);
            throw new CFailure(what + " failed in the C library");
        }
        return result;
    }

    static int ok(int result, String what) {
        return (int) ok((long) result, what);
    }

    /** The C library refused a call. */
    static final class CFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CFailure(String message) {
            super(message);
        }
    }
}

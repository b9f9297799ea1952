package dev.tutti.locks;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The one name of a file, whatever the spelling: absolute, without links and detours. The file need not exist.
 *
 * @param real that name
 */
record LockedPath(Path real) {
    private static final int LONGEST_CHAIN = 40;

    /** The name of the file that {@code path} leads to, or would lead to if it existed. */
    static LockedPath of(Path path) {
        try {
            Path real = resolve(path);
            refuseSeveralNames(real);
            return new LockedPath(real);
        } catch (NoSuchFileException e) {
            throw new H5NotFoundException(
                    path + ": the folder of a file to lock has to exist; there is no " + e.getFile());
        } catch (IOException e) {
            throw new H5Exception(path + ": cannot be locked: " + e.getMessage(), e);
        }
    }

    private static Path resolve(Path path) throws IOException {
        Path at = path.toAbsolutePath();
        for (int links = 0; links < LONGEST_CHAIN; links++) {
            if (Files.exists(at)) {
                return at.toRealPath();
            }
            Path parent = at.getParent();
            Path name = at.getFileName();
            if (parent == null || name == null || name.toString().equals("..")) {
                throw new NoSuchFileException(at.toString());
            }
            if (!Files.isSymbolicLink(at)) {
                return parent.toRealPath().resolve(name);
            }
            at = parent.resolve(Files.readSymbolicLink(at)); // The link's target is yet to be made.
        }
        throw new IOException("too many symbolic links");
    }

    private static void refuseSeveralNames(Path real) throws IOException {
        int names = names(real);
        if (names > 1 && !Files.isDirectory(real)) {
            throw new H5UnsupportedException(
                    real + ": has " + names + " names (hard links), and a lock under one would not be seen under the"
                            + " others; keep one, and make the others symbolic links");
        }
    }

    private static int names(Path real) throws IOException {
        try {
            return Files.exists(real) && Files.getAttribute(real, "unix:nlink") instanceof Integer count ? count : 1;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 1; // Not a system that tells.
        }
    }

    /** The name that all hosts agree upon. */
    String common(List<LockOptions.Mount> mounts) {
        for (LockOptions.Mount mount : mounts) {
            Path here = of(mount.here()).real();
            if (real.startsWith(here)) {
                return mount.common() + "/" + slashes(here.relativize(real));
            }
        }
        return slashes(real);
    }

    private static String slashes(Path path) {
        return path.toString().replace(File.separatorChar, '/');
    }
}

package dev.tutti.storage.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What tells one file of this host from every other, whatever its names. */
public final class FileIdentity {
    private FileIdentity() {}

    /** Device and inode of the file that {@code path} names now, where the system has them; the canonical path elsewhere. */
    public static Object of(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path.toRealPath() : key;
    }

    /** The inode's number; 0 where the system has none. */
    public static long number(Path path) throws IOException {
        try {
            return ((Number) Files.getAttribute(path, "unix:ino")).longValue();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 0;
        }
    }
}

package dev.tutti.storage.lock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who holds the flock of a file, from Linux' table of locks. Knows only processes of its own PID namespace. */
final class LockTable {
    private static final Path LOCKS = Path.of("/proc/locks");
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private LockTable() {}

    /** As {@link HostLock#holders()} demands. */
    static String holders(Path path) {
        try {
            Set<String> keys = keys(path);
            List<String> holders = new ArrayList<>();
            for (String line : Files.readAllLines(LOCKS)) {
                String holder = holder(line, keys);
                if (holder != null && !holders.contains(holder)) {
                    holders.add(holder);
                }
            }
            return holders.isEmpty() ? "unknown" : String.join(", ", holders);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "unknown"; // Not Linux, or the file is gone.
        }
    }

    /** The holder named by one line of the table ("1: FLOCK ADVISORY WRITE 4711 08:01:1234 0 EOF"), or null. */
    private static @Nullable String holder(String line, Set<String> keys) {
        String[] fields = line.trim().split("\\s+", -1);
        if (fields.length < 6 || !fields[1].equals("FLOCK") || !keys.contains(fields[5])) {
            return null; // One who waits has "->" in the second field.
        }
        String mode = fields[3].equals("WRITE") ? "exclusive" : "shared";
        return "pid " + fields[4] + program(fields[4]) + ", " + mode;
    }

    private static String program(String pid) {
        try {
            return " (" + Files.readString(Path.of("/proc", pid, "comm")).strip() + ")";
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * The file's name in the table: device and inode. The table names the mounted file system's device, which is not that of
     * stat(2) on overlay and btrfs; both are looked for.
     */
    private static Set<String> keys(Path path) throws IOException {
        Path real = path.toRealPath();
        long inode = ((Number) Files.getAttribute(real, "unix:ino")).longValue();
        long device = ((Number) Files.getAttribute(real, "unix:dev")).longValue();
        long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
        long minor = (device & 0xff) | ((device >>> 12) & ~0xffL);
        Set<String> keys = new HashSet<>();
        keys.add(key(major, minor, inode));
        int longest = -1;
        String mounted = null;
        for (String line : Files.readAllLines(MOUNTS)) {
            String[] fields = line.split(" ", -1);
            if (fields.length > 4
                    && fields[4].length() >= longest
                    && real.startsWith(fields[4].replace("\\040", " "))) {
                longest = fields[4].length();
                mounted = fields[2];
            }
        }
        if (mounted != null) {
            String[] numbers = mounted.split(":", -1);
            keys.add(key(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), inode));
        }
        return keys;
    }

    private static String key(long major, long minor, long inode) {
        return String.format(Locale.ROOT, "%02x:%02x:%d", major, minor, inode);
    }
}

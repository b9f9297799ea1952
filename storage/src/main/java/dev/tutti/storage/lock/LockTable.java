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

/** Who holds the locks of a file, from Linux' table of locks. Knows only processes of its own PID namespace. */
final class LockTable {
    private static final Path LOCKS = Path.of("/proc/locks");
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    private static final int KIND = 1;
    private static final int MODE = 3;
    private static final int PID = 4;
    private static final int FILE = 5;
    private static final int FROM = 6;
    private static final int TO = 7;
    private static final int COLUMNS = 8;

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
        String[] fields = fields(line);
        if (!fields[KIND].equals("FLOCK") || !keys.contains(fields[FILE])) {
            return null;
        }
        String mode = fields[MODE].equals("WRITE") ? "exclusive" : "shared";
        return "pid " + fields[PID] + program(fields[PID]) + ", " + mode;
    }

    /** The fields of one line, or empty ones; one who waits has "->" in the second field and is none of those asked for. */
    private static String[] fields(String line) {
        String[] fields = line.trim().split("\\s+", -1);
        return fields.length < COLUMNS ? new String[] {"", "", "", "", "", "", "", ""} : fields;
    }

    /** Whether {@code fields} describe a record lock of one process that covers the byte at {@code position}. */
    private static boolean covers(String[] fields, long position) {
        return fields[KIND].equals("POSIX")
                && Long.parseLong(fields[FROM]) <= position
                && (fields[TO].equals("EOF") || Long.parseLong(fields[TO]) >= position);
    }

    /** As {@link NumberedLocks#holder} demands, for record locks. */
    static String holderOfRange(Path path, long position) {
        try {
            Set<String> keys = keys(path);
            for (String line : Files.readAllLines(LOCKS)) {
                String[] fields = fields(line);
                if (covers(fields, position) && keys.contains(fields[FILE])) {
                    return "pid " + fields[PID] + program(fields[PID]);
                }
            }
            return "unknown";
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "unknown";
        }
    }

    /**
     * Whether the table lists a record lock of this process on each of these bytes of the file with number {@code inode}; true where
     * there is no table.
     */
    static boolean lists(long inode, List<Long> positions) {
        List<String> lines;
        try {
            lines = Files.readAllLines(LOCKS);
        } catch (IOException e) {
            return true;
        }
        // By the inode alone: the table's device is not always that of stat(2), and position and process are telling.
        String suffix = ":" + inode;
        String self = Long.toString(ProcessHandle.current().pid());
        List<String[]> own = lines.stream()
                .map(LockTable::fields)
                .filter(fields -> fields[PID].equals(self) && fields[FILE].endsWith(suffix))
                .toList();
        return positions.stream().allMatch(position -> own.stream().anyMatch(fields -> covers(fields, position)));
    }

    /** For example "pid 4711 (java)". */
    static String describe(long pid) {
        return "pid " + pid + program(Long.toString(pid));
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

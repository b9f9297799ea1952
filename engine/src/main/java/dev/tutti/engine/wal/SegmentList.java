package dev.tutti.engine.wal;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The segments that lie beside a file.
 *
 * <p>A segment reaches from its base to the base of the next one. It counts as long as all that were made later have a larger base: one that
 * was made later with the same or a smaller base takes over from there, because what the earlier one holds from there on was never published,
 * or was lost in a power cut.
 *
 * @param live those that count, ordered by base and number
 * @param superseded those that do not; they hold nothing that was committed
 * @param voids those whose maker died before the header was complete; they hold no record
 * @param damaged those that hold records behind a header that is not what was written
 */
public record SegmentList(List<Segment> live, List<Segment> superseded, List<Path> voids, List<Path> damaged) {
    private static final String INFIX = "-wal.";
    private static final int DIGITS = 12;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{" + DIGITS + "}");

    private static final SegmentList NONE = new SegmentList(List.of(), List.of(), List.of(), List.of());

    /** One segment and its file. */
    public record Segment(Path path, SegmentHeader header) {}

    /** Keeps copies. */
    public SegmentList {
        live = List.copyOf(live);
        superseded = List.copyOf(superseded);
        voids = List.copyOf(voids);
        damaged = List.copyOf(damaged);
    }

    /** Whether there is no segment of any kind. */
    public boolean isEmpty() {
        return live.isEmpty() && superseded.isEmpty() && voids.isEmpty() && damaged.isEmpty();
    }

    /** Files of segments of any kind. */
    public List<Path> all() {
        List<Path> paths = new ArrayList<>();
        live.forEach(segment -> paths.add(segment.path));
        superseded.forEach(segment -> paths.add(segment.path));
        paths.addAll(voids);
        paths.addAll(damaged);
        return paths;
    }

    /** Path of segment {@code number} of the log of {@code file}. */
    public static Path path(Path file, long number) {
        return file.resolveSibling(
                file.getFileName() + INFIX + String.format(Locale.ROOT, "%0" + DIGITS + "d", number));
    }

    /**
     * Lists the segments in the folder of {@code file}, which is a canonical path; nothing lies beside a file that is in no folder, but in memory.
     *
     * @throws H5UnsupportedException if a segment is of a later version
     */
    public static SegmentList of(Storage storage, Path file) throws IOException {
        List<Path> beside = file.getParent() == null ? List.of() : storage.list(folder(file), INFIX);
        if (beside.isEmpty()) {
            return NONE; // as at nearly every file that is opened to be read
        }
        String prefix = file.getFileName() + INFIX;
        List<Segment> found = new ArrayList<>();
        List<Path> voids = new ArrayList<>();
        List<Path> damaged = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(SegmentHeader.BYTES);
        for (Path path : beside) {
            Matcher number = NUMBER.matcher("");
            String name = String.valueOf(path.getFileName());
            if (!name.startsWith(prefix)
                    || !number.reset(name.substring(prefix.length())).matches()) {
                continue;
            }
            long size = read(storage, path, buffer.clear());
            if (size < 0) {
                continue; // deleted meanwhile
            }
            SegmentHeader header = decode(path, buffer.flip());
            if (header != null && header.number() == Long.parseLong(number.group())) {
                found.add(new Segment(path, header));
            } else if (header == null && size <= SegmentHeader.BYTES) {
                voids.add(path);
            } else {
                damaged.add(path);
            }
        }
        found.sort(Comparator.comparingLong((Segment s) -> s.header.number()).reversed());
        List<Segment> live = new ArrayList<>();
        List<Segment> superseded = new ArrayList<>();
        for (Segment segment : found) {
            boolean counts = live.isEmpty()
                    || segment.header.base() < live.get(live.size() - 1).header.base();
            (counts ? live : superseded).add(segment);
        }
        live.sort(Comparator.comparingLong(s -> s.header.base()));
        return new SegmentList(live, superseded, voids, damaged);
    }

    static Path folder(Path file) {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IllegalArgumentException(file + " is not an absolute path");
        }
        return folder;
    }

    /** Reads the first bytes of a file. Returns its size, or -1 if it is gone. */
    private static long read(Storage storage, Path path, ByteBuffer target) throws IOException {
        try (StoreFile file = storage.open(path, Storage.Mode.READ)) {
            file.read(0, target);
            return file.size();
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    private static @Nullable SegmentHeader decode(Path path, ByteBuffer bytes) {
        if (!SegmentHeader.isWhole(bytes)) {
            return null;
        }
        try {
            return SegmentHeader.decode(bytes);
        } catch (FormatException e) {
            throw new H5UnsupportedException(path + ": this log was written by another version of Tutti ("
                    + e.getMessage() + "); open the file with that one");
        }
    }

    /** Those that count and those that do not, by number. */
    List<Segment> byNumber() {
        List<Segment> all = new ArrayList<>(live);
        all.addAll(superseded);
        all.sort(Comparator.comparingLong(segment -> segment.header.number()));
        return all;
    }

    /** The highest number of a segment of any kind, 0 if there is none. */
    long highestNumber() {
        long highest = 0;
        for (List<Segment> segments : List.of(live, superseded)) {
            for (Segment segment : segments) {
                highest = Math.max(highest, segment.header.number());
            }
        }
        for (List<Path> paths : List.of(voids, damaged)) {
            for (Path path : paths) {
                String name = String.valueOf(path.getFileName());
                highest = Math.max(highest, Long.parseLong(name.substring(name.length() - DIGITS)));
            }
        }
        return highest;
    }
}

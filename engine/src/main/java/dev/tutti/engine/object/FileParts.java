package dev.tutti.engine.object;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.io.AddressRanges;
import dev.tutti.storage.JoinedFile;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files that the C library's drivers spread over several ones, by the names and addresses that these give them unless they are told otherwise:
 *
 * <ul>
 *   <li>family: {@code name%05d.h5}, all of one size but the last
 *   <li>split: {@code name-m.h5} with the metadata, {@code name-r.h5} with the values
 *   <li>multi: {@code name-s.h5} with the superblock, and {@code -b}, {@code -r}, {@code -g}, {@code -l}, {@code -o} for other kinds
 * </ul>
 *
 * <p>They are asked for by the name as the drivers take it ({@code name%05d.h5}, {@code name}), and only read.
 *
 * @param file the parts as one
 * @param ranges what addresses stand for; null if for themselves
 */
record FileParts(StoreFile file, @Nullable AddressRanges ranges) {
    private static final Pattern NUMBER = Pattern.compile("%0?[0-9]{0,2}d");
    private static final String KINDS = "sbrglo";

    /** The last address of 64 bits but one, of which the drivers give each kind its part. */
    private static final long LAST = -2;

    private static final int MOST = 1 << 16;
    private static final long ALIGNED = 4096;

    /** Whether a name is that of a file in parts. */
    static boolean isOne(Storage storage, Path path) {
        return !storage.exists(path) && !first(storage, path).isEmpty();
    }

    /** The paths of the parts with the letters of their kinds; of a family, the first only. */
    private static List<Path> first(Storage storage, Path path) {
        Path numbered = member(path, 0);
        if (numbered != null && storage.exists(numbered)) {
            return List.of(numbered);
        }
        if (storage.exists(sibling(path, "-m.h5")) && storage.exists(sibling(path, "-r.h5"))) {
            return List.of(sibling(path, "-m.h5"), sibling(path, "-r.h5"));
        }
        List<Path> kinds = new ArrayList<>();
        for (int i = 0; i < KINDS.length(); i++) {
            kinds.add(sibling(path, "-" + KINDS.charAt(i) + ".h5"));
        }
        return storage.exists(kinds.get(0)) ? kinds : List.of();
    }

    private static Path sibling(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static @Nullable Path member(Path path, int number) {
        String name = String.valueOf(path.getFileName());
        Matcher found = NUMBER.matcher(name);
        if (!found.find()) {
            return null;
        }
        try {
            String text = String.format(Locale.ROOT, found.group(), number);
            return path.resolveSibling(name.substring(0, found.start()) + text + name.substring(found.end()));
        } catch (IllegalFormatException e) {
            return null;
        }
    }

    /** The part that is locked for the whole. */
    static Path lockedBy(Storage storage, Path path) {
        return first(storage, path).get(0);
    }

    /** Opens the parts for reading. */
    static FileParts open(Storage storage, Path path) throws IOException {
        List<Path> named = first(storage, path);
        if (named.isEmpty()) {
            throw new H5NotFoundException(path + ": no such file");
        }
        List<JoinedFile.Part> parts = new ArrayList<>();
        boolean done = false;
        try {
            FileParts all = named.size() == 1 ? family(storage, path, parts) : kinds(storage, path, named, parts);
            done = true;
            return all;
        } finally {
            if (!done) {
                parts.forEach(part -> FileOpener.abandon(part.file()));
            }
        }
    }

    private static FileParts family(Storage storage, Path path, List<JoinedFile.Part> parts) throws IOException {
        long size = 0;
        for (int number = 0; number < MOST; number++) {
            Path next = member(path, number);
            if (next == null || !storage.exists(next)) {
                break;
            }
            StoreFile file = storage.open(next, Storage.Mode.READ);
            parts.add(new JoinedFile.Part(Math.multiplyExact(size, (long) number), file));
            size = number == 0 ? file.size() : size;
        }
        return new FileParts(new JoinedFile(path, parts), null);
    }

    private static FileParts kinds(Storage storage, Path path, List<Path> named, List<JoinedFile.Part> parts)
            throws IOException {
        List<Long> starts = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        long each = Long.divideUnsigned(LAST, named.size());
        long place = 0;
        for (int kind = 0; kind < named.size(); kind++) {
            if (storage.exists(named.get(kind))) {
                StoreFile file = storage.open(named.get(kind), Storage.Mode.READ);
                parts.add(new JoinedFile.Part(place, file));
                starts.add(each * kind);
                places.add(place);
                place = (place + file.size() + ALIGNED) / ALIGNED * ALIGNED;
            }
        }
        return new FileParts(new JoinedFile(path, parts), new AddressRanges(starts, places));
    }
}

package dev.tutti.engine.object;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.io.AddressRanges;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.MultiFile;
import dev.tutti.storage.JoinedFile;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files that the C library's drivers spread over several ones, by the names that these give them unless they are told otherwise:
 *
 * <ul>
 *   <li>family: {@code name%05d.h5}, all of one size but the last
 *   <li>split: {@code name-m.h5} with the metadata, {@code name-r.h5} with the values
 *   <li>multi: {@code name-s.h5} with the superblock, and {@code -b}, {@code -r}, {@code -g}, {@code -l}, {@code -o} for other kinds
 * </ul>
 *
 * <p>They are asked for by the name as the drivers take it ({@code name%05d.h5}, {@code name}), or by the part that has the superblock, which names its driver; they
 * are only read.
 *
 * @param file the parts as one
 * @param ranges what addresses stand for; null if for themselves
 */
record FileParts(StoreFile file, @Nullable AddressRanges ranges) {
    private static final Pattern NUMBER = Pattern.compile("%0?[0-9]{0,2}d");
    private static final String KINDS = "sbrglo";
    private static final Pattern LAST_NUMBER = Pattern.compile("(.*?)(\\d+)(\\D*(?:\\.\\w+)?)");
    private static final Pattern ZEROS = Pattern.compile("0{1,9}");
    private static final Pattern KIND = Pattern.compile("(.+)-[sm]\\.h5");

    /** How the drivers sign in the superblock's driver information, which stands near it. */
    private static final String FAMILY = "NCSAfami";

    private static final String MULTI = "NCSAmult";
    private static final int VERSION = 8;
    private static final int NEAR = 2048;
    private static final String SIGNATURE = "\u0089HDF\r\n";

    /** The last address of 64 bits but one, of which the drivers give each kind its part. */
    private static final long LAST = -2;

    private static final int MOST = 1 << 16;
    private static final long ALIGNED = 4096;

    /** Whether a name is that of a file in parts. */
    static boolean isOne(Storage storage, Path path) {
        return !storage.exists(path) && !first(storage, path).isEmpty();
    }

    /** Whether a name may be that of a part, or of the whole where a number stands in it: other names are those of parts only if no file has them. */
    static boolean isNamedSo(Storage storage, Path path) {
        return String.valueOf(path.getFileName()).indexOf('%') >= 0
                || !whole(storage, path).equals(path);
    }

    /** The name of the whole, if {@code path} is the part of one that has its superblock; else {@code path} itself. */
    static Path whole(Storage storage, Path path) {
        String name = String.valueOf(path.getFileName());
        if (name.indexOf('0') < 0 && !name.endsWith("-s.h5") && !name.endsWith("-m.h5")) {
            return path; // as nearly all, seen without a pattern
        }
        Matcher kind = KIND.matcher(name);
        Matcher number = LAST_NUMBER.matcher(name);
        Path whole = path;
        String driver = MULTI;
        if (kind.matches()) {
            whole = path.resolveSibling(kind.group(1));
        } else if (number.matches() && ZEROS.matcher(number.group(2)).matches()) {
            int digits = number.group(2).length();
            whole = path.resolveSibling(number.group(1) + (digits == 1 ? "%d" : "%0" + digits + "d") + number.group(3));
            driver = FAMILY;
        }
        return !whole.equals(path) && isOne(storage, whole) && isPart(storage, path, driver, member(whole, 1))
                ? whole
                : path;
    }

    /** Whether the driver signs near the superblock, or, where it signs elsewhere, the superblock says that there is more than this part. */
    private static boolean isPart(Storage storage, Path path, String driver, @Nullable Path second) {
        if (!storage.exists(path)) {
            return false;
        }
        try (StoreFile file = storage.open(path, Storage.Mode.READ)) {
            String text = start(file);
            if (!text.startsWith(SIGNATURE)) {
                return false;
            }
            if (text.contains(driver)) {
                return true;
            }
            if (second != null) {
                return isCutOff(file) && storage.exists(second) && !isFile(storage, second);
            }
            return isCutOff(file);
        } catch (IOException e) {
            return false; // opening it as it is says why
        }
    }

    private static boolean isFile(Storage storage, Path path) throws IOException {
        try (StoreFile file = storage.open(path, Storage.Mode.READ)) {
            return start(file).startsWith(SIGNATURE);
        }
    }

    private static boolean isCutOff(StoreFile file) throws IOException {
        try {
            return SuperblockFile.find(file).superblock().endOfFile() > file.size();
        } catch (H5Exception e) {
            return true; // addresses of several parts are beyond those of one
        }
    }

    private static String start(StoreFile file) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(NEAR);
        file.read(0, start);
        return new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1);
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
        List<Map.Entry<Path, Long>> members = members(storage, path, named).entrySet().stream()
                .filter(member -> storage.exists(member.getKey()))
                .sorted((a, b) -> Long.compareUnsigned(a.getValue(), b.getValue()))
                .toList();
        List<Long> starts = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        long place = 0;
        for (Map.Entry<Path, Long> member : members) {
            StoreFile file = storage.open(member.getKey(), Storage.Mode.READ);
            parts.add(new JoinedFile.Part(place, file));
            starts.add(member.getValue());
            places.add(place);
            place = (place + file.size() + ALIGNED) / ALIGNED * ALIGNED;
        }
        return new FileParts(new JoinedFile(path, parts), new AddressRanges(starts, places));
    }

    /** The parts with the first address of each: as one of them says, else as the drivers have them unless they are told otherwise. */
    private static Map<Path, Long> members(Storage storage, Path path, List<Path> named) throws IOException {
        Map<Path, Long> members = new HashMap<>();
        long each = Long.divideUnsigned(LAST, named.size());
        for (int kind = 0; kind < named.size(); kind++) {
            members.put(named.get(kind), each * kind);
        }
        for (MultiFile.Part part : noted(storage, named)) {
            String name = part.name().replace("%s", String.valueOf(path.getFileName()));
            members.put(path.resolveSibling(name.substring(name.lastIndexOf('/') + 1)), part.start());
        }
        return members;
    }

    /** What the driver has noted: beside a superblock of an old version, or among the object headers as an extension of a new one. */
    private static List<MultiFile.Part> noted(Storage storage, List<Path> named) throws IOException {
        for (Path path : named) {
            if (storage.exists(path)) {
                try (StoreFile file = storage.open(path, Storage.Mode.READ)) {
                    List<MultiFile.Part> parts = noted(start(file));
                    if (!parts.isEmpty()) {
                        return parts;
                    }
                }
            }
        }
        return List.of();
    }

    /** What stands behind the driver's name: at once in the old form, behind its length in the new one, which alone is not in the part that begins the file. */
    private static List<MultiFile.Part> noted(String start) {
        int signed = start.indexOf(MULTI);
        if (signed < 0) {
            return List.of();
        }
        byte[] bytes = start.substring(signed + MULTI.length()).getBytes(StandardCharsets.ISO_8859_1);
        ByteSource source = ByteSource.of("driver information", Widths.EIGHT, bytes);
        source.position(start.startsWith(SIGNATURE) && start.charAt(VERSION) < 2 ? 0 : Short.BYTES);
        return MultiFile.decode(source).parts();
    }
}

package dev.tutti.cli.address;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Opening;
import dev.tutti.hdf5.Slice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file, an object in it, and perhaps a slice of that: {@code FILE/path/in/file[10:20, ::2]}, {@code FILE::/path}, or two words. Without the double colon
 * the file is the longest beginning that is a file, as h5ls has it; if there is none, the file is yet to be made and its name ends
 * with the first part that has an HDF5 suffix. A file to look at may be a URL of a web server.
 *
 * @param file the file
 * @param object path of the object, starting with a slash
 * @param slice the slice in brackets, or null
 */
public record Address(Path file, String object, @Nullable Slice slice) {
    private static final List<String> SUFFIXES =
            List.of(".h5", ".hdf5", ".hdf", ".he5", ".nc", ".nc4", ".mth5", ".nxs", ".mat");

    /** Reads one or two words. */
    public static Address parse(List<String> words) {
        if (words.isEmpty() || words.size() > 2) {
            throw CommandFailure.usage("FILE/PATH, FILE::/PATH or FILE PATH is expected");
        }
        if (words.size() == 1) {
            return parse(words.get(0));
        }
        Address first = parse(words.get(0));
        if (!first.isRoot() && Files.isRegularFile(first.file)) {
            throw CommandFailure.usage("one object is expected, as FILE/PATH or FILE PATH; found " + words.get(0)
                    + " and " + words.get(1));
        }
        return parse(words.get(0), words.get(1));
    }

    /** Reads words that each name an object, or files alone; if only the first is a file, the others are paths in it. */
    public static List<Address> eachOrFiles(List<String> words) {
        boolean files =
                words.size() > 1 && words.stream().skip(1).allMatch(word -> Files.isRegularFile(parse(word).file));
        return files ? words.stream().map(Address::parse).toList() : each(words);
    }

    /** Reads words that each name an object; if the first names a file alone, the others are paths in it. */
    public static List<Address> each(List<String> words) {
        Address first = parse(words.get(0));
        return words.size() > 1 && first.isRoot() && !words.get(0).contains("::") && Files.isRegularFile(first.file)
                ? words.subList(1, words.size()).stream()
                        .map(path -> parse(words.get(0), path))
                        .toList()
                : words.stream().map(Address::parse).toList();
    }

    /** Reads one word. */
    public static Address parse(String word) {
        int colons = word.indexOf("::");
        if (colons > 0 && !isInsideBrackets(word, colons)) {
            return parse(word.substring(0, colons), word.substring(colons + 2));
        }
        if (Files.exists(Path.of(word.endsWith("/") ? word.substring(0, word.length() - 1) : word))) {
            return of(word, "/");
        }
        int bracket = bracket(word);
        String plain = bracket < 0 ? word : word.substring(0, bracket);
        String slice = bracket < 0 ? "" : word.substring(bracket);
        int end = endOfFile(plain);
        return parse(plain.substring(0, end), plain.substring(end) + slice);
    }

    private static Address parse(String file, String object) {
        int bracket = bracket(object);
        if (bracket < 0) {
            return of(file, object);
        }
        Slice slice = Slice.of(object.substring(bracket));
        return new Address(Path.of(file), normal(object.substring(0, bracket)), slice);
    }

    private static Address of(String file, String object) {
        return new Address(Path.of(file), normal(object), null);
    }

    /** Where the file's name ends in a word without a slice. */
    private static int endOfFile(String word) {
        int end = word.length();
        while (end > 0) {
            if (Files.isRegularFile(Path.of(word.substring(0, end)))) {
                return end;
            }
            end = word.lastIndexOf('/', end - 1);
        }
        for (int slash = word.indexOf('/', 1); slash >= 0; slash = word.indexOf('/', slash + 1)) {
            if (hasSuffix(word.substring(0, slash))) {
                return slash;
            }
        }
        return word.length();
    }

    private static boolean hasSuffix(String file) {
        return SUFFIXES.stream().anyMatch(file::endsWith);
    }

    /** Where a slice starts: the bracket whose partner is the last character. A list of indices in it has brackets of its own. */
    private static int bracket(String word) {
        int open = 0;
        for (int i = word.length() - 1; i >= 0 && word.endsWith("]"); i--) {
            open += word.charAt(i) == ']' ? 1 : word.charAt(i) == '[' ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isInsideBrackets(String word, int position) {
        int bracket = bracket(word);
        return bracket >= 0 && position > bracket;
    }

    private static String normal(String object) {
        String path = object.replaceAll("/{2,}", "/");
        if (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return path.startsWith("/") ? path : "/" + path;
    }

    /** This address with the slice of {@code --slice}, which must not be given twice. */
    public Address withSlice(@Nullable String text) {
        if (text == null) {
            return this;
        }
        if (slice != null) {
            throw CommandFailure.usage("the slice is given twice: in brackets and with --slice");
        }
        return new Address(file, object, Slice.of(text));
    }

    /** This address, if its file is there. */
    public Address existing() {
        if (!Files.exists(file) && !isInParts() && Opening.url(file).isEmpty()) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, file + ": no such file");
        }
        return this;
    }

    /** Whether the name is that of a file that the C library spread over several: a pattern, or the name without the endings of the parts. */
    private boolean isInParts() {
        String name = String.valueOf(file.getFileName());
        return name.matches(".*%0?\\d*d.*")
                || Files.exists(file.resolveSibling(name + "-m.h5"))
                || Files.exists(file.resolveSibling(name + "-s.h5"));
    }

    /** This address, if it names a whole object. */
    public Address whole() {
        if (slice != null) {
            throw CommandFailure.usage(this + ": a whole object is expected, not a slice of one");
        }
        return this;
    }

    /** The slice, or everything. */
    public Slice selection() {
        return slice == null ? Slice.all() : slice;
    }

    /** Whether the address names the root, that is, no object. */
    public boolean isRoot() {
        return object.equals("/");
    }

    /** The address as somebody would type it: a file alone if it is the whole. */
    public String text() {
        return isRoot() ? file.toString() : toString();
    }

    /** The last part of the object's path. */
    public String name() {
        return object.substring(object.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return file + object + (slice == null ? "" : "[" + slice + "]");
    }
}

package dev.tutti.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files that directories, patterns and names stand for. */
final class SourceFiles {
    private static final Set<String> ENDINGS =
            Set.of("h5", "hdf5", "hdf", "he5", "nxs", "nx5", "nc", "nc4", "cxi", "mat", "mth5");
    private static final String PATTERN = "*?[{";

    private SourceFiles() {}

    /** All files in the order of their names, each once. */
    static List<Path> of(SourceOptions options) {
        Set<Path> files = new TreeSet<>();
        for (String given : options.paths()) {
            List<Path> found = found(given, options.recursive());
            if (found.isEmpty()) {
                throw new IllegalArgumentException("tutti-hdf5: no HDF5 file at '" + given + "' ("
                        + FileSystems.getDefault().getPath("").toAbsolutePath()
                        + " is the directory); in directories files count that end with one of "
                        + new TreeSet<>(ENDINGS)
                        + ", a pattern takes all that it fits");
            }
            files.addAll(found);
        }
        return List.copyOf(files);
    }

    private static List<Path> found(String given, boolean recursive) {
        String text = local(given);
        try {
            if (text.chars().anyMatch(c -> PATTERN.indexOf(c) >= 0) && !Files.exists(Path.of(text))) {
                return fitting(Path.of(text).toAbsolutePath().normalize());
            }
            Path path = Path.of(text).toAbsolutePath().normalize();
            if (!Files.isDirectory(path)) {
                return Files.isRegularFile(path) ? List.of(path) : List.of();
            }
            try (Stream<Path> below = Files.walk(path, recursive ? Integer.MAX_VALUE : 1)) {
                return below.filter(file -> !hidden(path, file) && ends(file) && Files.isRegularFile(file))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("tutti-hdf5: " + given + " cannot be listed", e);
        }
    }

    private static String local(String given) {
        int colon = given.indexOf(':');
        if (colon <= 1 || given.lastIndexOf('/', colon) >= 0) {
            return given;
        }
        if (!given.regionMatches(true, 0, "file:", 0, 5)) {
            throw new IllegalArgumentException(
                    "tutti-hdf5: " + given
                            + ": files on a file system that all executors see are expected (a path, or file:/path); mount the store, or copy what is to be read");
        }
        String path = given.substring(5).replaceFirst("^///", "/");
        return path.contains("%") ? URI.create("file:" + path).getPath() : path;
    }

    /** The directory up to the first pattern is walked as deep as the pattern goes. */
    private static List<Path> fitting(Path pattern) throws IOException {
        Path root = pattern.getRoot();
        int fixed = 0;
        while (pattern.getName(fixed).toString().chars().noneMatch(c -> PATTERN.indexOf(c) >= 0)) {
            root = root.resolve(pattern.getName(fixed++));
        }
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        boolean any = pattern.toString().contains("**");
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        List<Path> found = new ArrayList<>();
        try (Stream<Path> below = Files.walk(root, any ? Integer.MAX_VALUE : pattern.getNameCount() - fixed)) {
            below.filter(file -> matcher.matches(file) && Files.isRegularFile(file))
                    .forEach(found::add);
        }
        return found;
    }

    /** As Spark has it: what begins with a dot or an underscore is no data. */
    private static boolean hidden(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (part.toString().startsWith(".") || part.toString().startsWith("_")) {
                return true;
            }
        }
        return false;
    }

    private static boolean ends(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}

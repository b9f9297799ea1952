package dev.tutti.server.file;

import dev.tutti.server.web.Refusal;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** The directory that is served: what is in it, and what a name in a question means. Nothing outside of it is ever named or opened. Thread-safe. */
public final class ServedFolder {
    private static final int MOST_FILES = 10_000;
    private static final int MOST_FOLDERS = 1_000;
    private static final int DEPTH = 12;
    private static final Set<String> SUFFIXES =
            Set.of("h5", "hdf5", "hdf", "he5", "nc", "nc4", "mth5", "nxs", "nx", "mat", "h5s");

    private final Path root;

    /**
     * A file of the directory.
     *
     * @param name its path below the directory, with slashes
     */
    public record Entry(String name, long size, long modifiedMillis) {}

    /** @throws IOException if there is no such directory */
    public ServedFolder(Path folder) throws IOException {
        this.root = folder.toRealPath();
    }

    /** The directory, without links. */
    public Path root() {
        return root;
    }

    /**
     * The file that a question names, without links.
     *
     * @throws Refusal if there is none, or it is outside
     */
    public Path file(String name) {
        Refusal none = Refusal.notFound("File not found!");
        try {
            Path relative = Path.of(name);
            if (relative.isAbsolute() || name.indexOf('\0') >= 0) {
                throw none;
            }
            Path real = root.resolve(relative).toRealPath();
            if (!real.startsWith(root) || !Files.isRegularFile(real)) {
                throw none;
            }
            if (!Files.isReadable(real)) {
                throw new Refusal(403, "Cannot read file: Permission denied!");
            }
            return real;
        } catch (InvalidPathException | IOException e) {
            throw none;
        }
    }

    /** The path of a file below the directory, with slashes. */
    public String name(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    /** The HDF5 files below the directory, by their suffixes, sorted by name; of very many the first ten thousand that are found. */
    public List<Entry> list() throws IOException {
        List<Entry> found = new ArrayList<>();
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return !folder.equals(root)
                                && String.valueOf(folder.getFileName()).startsWith(".")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (isHdf(file) && attributes.isRegularFile()) {
                    found.add(new Entry(
                            name(file),
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()));
                }
                return found.size() < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // what may not be looked at is not offered
            }
        });
        found.sort(Comparator.comparing(Entry::name));
        return found;
    }

    /**
     * The folder that a question names, without links; an empty name is the directory itself.
     *
     * @throws Refusal if there is none, or it is outside
     */
    public Path folder(String name) {
        Refusal none = Refusal.notFound("there is no such folder");
        try {
            Path relative = Path.of(name);
            if (relative.isAbsolute() || name.indexOf('\0') >= 0) {
                throw none;
            }
            Path real = root.resolve(relative).toRealPath();
            if (!real.startsWith(root) || !Files.isDirectory(real)) {
                throw none;
            }
            return real;
        } catch (InvalidPathException | IOException e) {
            throw none;
        }
    }

    /** The folders below the directory, and itself, that are of some kind, sorted; what lies in one of them is not looked at. Of very many the first thousand. */
    public List<Path> folders(Predicate<Path> kind) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, EnumSet.noneOf(FileVisitOption.class), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (!folder.equals(root) && String.valueOf(folder.getFileName()).startsWith(".")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (kind.test(folder)) {
                    found.add(folder);
                    return found.size() < MOST_FOLDERS ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.TERMINATE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // what may not be looked at is not offered
            }
        });
        found.sort(Comparator.naturalOrder());
        return found;
    }

    private static boolean isHdf(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 && SUFFIXES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}

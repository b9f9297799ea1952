package dev.tutti.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The checkout that these tests run in: its folders, its text files, its Java sources as syntax trees. */
final class SourceTree {
    /** One parsed source file. */
    record Source(Path file, String name, CompilationUnitTree tree, Trees trees) {
        /** Line, counted from 1, of a character position. */
        long line(long position) {
            return tree.getLineMap().getLineNumber(position);
        }

        boolean isMain() {
            return name.contains("/src/main/");
        }

        String packageName() {
            return tree.getPackageName() == null ? "" : tree.getPackageName().toString();
        }
    }

    private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", ".vscode", "node_modules");

    private SourceTree() {}

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("tutti")) || !Files.exists(folder.resolve("pom.xml"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("the tests of the house run inside the checkout");
            }
        }
        return folder;
    }

    /** The compiled main classes of every module that has any. */
    static List<Path> classFolders() {
        try (Stream<Path> modules = Files.list(root())) {
            return modules.map(module -> module.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file of the checkout whose name ends so, without build output. */
    static List<Path> files(String suffix) {
        List<Path> found = new ArrayList<>();
        collect(root(), suffix, found);
        return found;
    }

    private static void collect(Path folder, String suffix, List<Path> found) {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (Files.isDirectory(entry) && !Files.isSymbolicLink(entry)) {
                    if (!SKIPPED.contains(name)) {
                        collect(entry, suffix, found);
                    }
                } else if (name.endsWith(suffix)) {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String name(Path file) {
        return root().relativize(file).toString().replace('\\', '/');
    }

    /** All Java sources, parsed but not compiled. */
    static List<Source> sources() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<Path> files = files(".java");
            List<Source> sources = new ArrayList<>();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree tree : task.parse()) {
                Path file = Path.of(tree.getSourceFile().toUri());
                sources.add(new Source(file, name(file), tree, trees));
            }
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

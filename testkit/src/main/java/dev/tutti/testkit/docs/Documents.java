package dev.tutti.testkit.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The documents of the project and the blocks of code in them. A document is named by its path below the project, as in {@code docs/guide.md}. */
public final class Documents {
    private static final String FENCE = "```";

    private Documents() {}

    /** The folder of the project, found upwards from where the test runs: a module's folder, or the project's own. */
    public static Path root() {
        Path from = Path.of("").toAbsolutePath();
        while (!Files.exists(from.resolve("docs/getting-started.md"))) {
            from = from.getParent();
            if (from == null) {
                throw new IllegalStateException(
                        "no docs/getting-started.md above " + Path.of("").toAbsolutePath());
            }
        }
        return from;
    }

    /** What a document says. */
    public static String text(String document) {
        try {
            return Files.readString(root().resolve(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All documents: those of the project, those of its modules, and everything below {@code docs}. */
    public static List<String> all() {
        Path root = root();
        try (Stream<Path> near = Files.walk(root, 2);
                Stream<Path> below = Files.walk(root.resolve("docs"))) {
            return Stream.concat(near, below)
                    .map(path -> root.relativize(path).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".md") && !name.startsWith("target/") && !name.startsWith("."))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks of a document in one language, such as {@code java} or {@code sh}, in their order. Each ends with a line break. */
    public static List<String> blocks(String document, String language) {
        List<String> blocks = new ArrayList<>();
        eachBlock(document, (its, text) -> {
            if (its.equals(language)) {
                blocks.add(text);
            }
        });
        return blocks;
    }

    /** The languages of a document's blocks, each once; a block of none is the empty text. */
    public static List<String> languages(String document) {
        List<String> languages = new ArrayList<>();
        eachBlock(document, (language, text) -> languages.add(language));
        return languages.stream().distinct().toList();
    }

    private static void eachBlock(String document, BiConsumer<String, String> found) {
        String language = null;
        StringBuilder text = new StringBuilder();
        for (String line : text(document).lines().toList()) {
            if (!line.startsWith(FENCE)) {
                text.append(line).append('\n');
            } else if (language == null) {
                language = line.substring(FENCE.length()).strip();
                text.setLength(0);
            } else {
                found.accept(language, text.toString());
                language = null;
            }
        }
        if (language != null) {
            throw new IllegalStateException("a block of " + document + " has no end");
        }
    }
}

package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs lines of shell that begin with {@code tutti}, as they stand in a document; names of files mean files of a folder. */
final class ShellLines {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final Pattern FILE =
            Pattern.compile("^(?:data/|[\\w-]+\\.(?:h5|csv|npy|png|json|parquet|arrow|sh)(?![\\w.]))");

    private final Path folder;

    ShellLines(Path folder) {
        this.folder = folder;
    }

    /** Runs each line of a block; every one has to end well. */
    void runAll(String block) {
        block.lines().forEach(this::run);
    }

    /** Runs a line, unless it is empty or a comment. */
    void run(String line) {
        List<String> words = words(line);
        if (!words.isEmpty()) {
            Shell.Outcome outcome = Shell.run(words.toArray(String[]::new));
            assertThat(outcome.status())
                    .as(line + ": " + outcome.out() + outcome.err())
                    .isZero();
        }
    }

    /** What a shell would give to the command, without the command's own name. */
    List<String> words(String line) {
        String plain = line.replaceAll("(^|\\s+)#.*", "").strip();
        if (plain.isEmpty()) {
            return List.of();
        }
        List<String> words = WORD.matcher(plain)
                .results()
                .map(ShellLines::bare)
                .map(word -> FILE.matcher(word)
                        .replaceFirst(
                                name -> Matcher.quoteReplacement(folder.resolve(name.group()) + ending(name.group()))))
                .toList();
        assertThat(words.get(0)).as(line).isIn("tutti", "./tutti");
        return words.subList(1, words.size());
    }

    private static String bare(MatchResult word) {
        return word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3);
    }

    /** What a path loses of a folder's name. */
    private static String ending(String name) {
        return name.endsWith("/") ? "/" : "";
    }
}

package dev.tutti.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No message that a command can print sends its user to a method of Java. */
final class JavaWordsTest {
    private static final List<String> MODULES =
            List.of("storage", "locks", "engine", "hdf5", "codecs", "survey", "table", "server", "cli");

    /** What no command can come to: none has a file in memory. */
    private static final String NOT_HERE = "image() is for files in memory";

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A method of a class of the public API, or one that is called. */
    private static final Pattern JAVA = Pattern.compile(
            "\\b(H5|Tables?|TableView|Scan|\\w+Options|Dataset|LiveWriter|Follower|Transaction|H5File|SurveyFile|Locks)\\.[a-z]\\w+|\\b[a-z]+[A-Z]\\w*\\(\\)");

    @Test
    void noMessageNamesMethods() throws IOException {
        List<String> left = new ArrayList<>();
        int[] seen = {0};
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path file : files.filter(
                                path -> path.toString().endsWith(".java") && !path.endsWith("JavaWords.java"))
                        .toList()) {
                    Files.readString(file)
                            .lines()
                            .filter(line -> !line.strip().startsWith("*")
                                    && !line.strip().startsWith("//"))
                            .forEach(line -> messages(line).forEach(message -> {
                                seen[0]++;
                                if (!message.contains(NOT_HERE)
                                        && JAVA.matcher(JavaWords.toCommands(message))
                                                .find()) {
                                    left.add(file.getFileName() + ": " + message);
                                }
                            }));
                }
            }
        }
        assertThat(seen[0]).isGreaterThan(1000);
        assertThat(left).isEmpty();
    }

    private static List<String> messages(String line) {
        List<String> found = new ArrayList<>();
        for (Matcher literal = LITERAL.matcher(line); literal.find(); ) {
            if (literal.group(1).indexOf(' ') >= 0) {
                found.add(literal.group(1).replace("\\\"", "\""));
            }
        }
        return found;
    }
}

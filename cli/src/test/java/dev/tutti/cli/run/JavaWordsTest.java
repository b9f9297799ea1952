package dev.tutti.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No message that a command can print sends its user to a method of Java. */
final class JavaWordsTest {
    private static final List<String> MODULES =
            List.of("storage", "locks", "engine", "hdf5", "codecs", "survey", "table", "server", "cli");

    /** What is no method, or what no command can come to, and why. */
    private static final Map<String, String> NOT_HERE = Map.ofEntries(
            Map.entry("image() is for files in memory", "no command has one"),
            Map.entry("use its type()", "no command takes types of other files"),
            Map.entry("maxShape names ", "no command sets it to so many dimensions"),
            Map.entry("a dataset needs a shape: ", "every command gives one"),
            Map.entry("take the shape from shape()", "no command reads into arrays of a rank of its own"),
            Map.entry("a stream appends to datasets", "no command streams"),
            Map.entry("milliVolt per kilometer", "a unit"),
            Map.entry("set attributes: tutti set", "units"),
            Map.entry("%([-+ #0]*)", "a pattern"),
            Map.entry("value.name()", "code between two quotes"),
            Map.entry(" && i + 1 < line.length()", "code between two quotes"));

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A method of a class, or a word in the way of methods. */
    private static final Pattern JAVA =
            Pattern.compile("\\b([A-Z]\\w*[a-z]|H5)\\.[a-z]\\w+|\\b[a-z]+[A-Z]\\w*\\b|\\b[a-z]\\w+\\(\\)");

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
                                if (NOT_HERE.keySet().stream().noneMatch(message::contains)
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

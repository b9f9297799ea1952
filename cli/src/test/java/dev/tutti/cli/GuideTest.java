package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every block of Java in the guides compiles and runs; every line of shell in them is run as well. */
final class GuideTest {
    private static final Pattern BLOCK = Pattern.compile("```(java|sh)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("(?<![\\w/.-])[\\w-]+\\.(h5|csv|npy|png|json)");
    private static final String HEAD =
            """
            import dev.tutti.errors.*;
            import dev.tutti.hdf5.*;
            import dev.tutti.january.*;
            import java.nio.file.*;
            import java.time.Duration;
            import java.util.*;

            public final class Guide%d {
                public static void run() throws Exception {
            """;

    @TempDir
    Path folder;

    private static Path docs() {
        Path from = Path.of("").toAbsolutePath();
        while (!Files.exists(from.resolve("docs/getting-started.md"))) {
            from = from.getParent();
        }
        return from.resolve("docs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"getting-started.md", "guide.md", "concurrency.md", "operations.md", "faq.md", "bridges.md"})
    void everyBlockRuns(String name) throws Exception {
        Files.writeString(folder.resolve("data.csv"), "1,2\n3,4\n5,6\n");
        Matcher blocks = BLOCK.matcher(Files.readString(docs().resolve(name)));
        List<String> java = new ArrayList<>();
        int commands = 0;
        while (blocks.find()) {
            if (blocks.group(1).equals("java")) {
                java.add(blocks.group(2));
            } else {
                for (String line : blocks.group(2).lines().toList()) {
                    commands += command(line);
                }
            }
        }
        runAll(java);
        assertThat(java.size() + commands).as("blocks of " + name).isPositive();
    }

    private int command(String line) {
        String words = line.replaceAll("\\s+#.*", "").strip();
        if (words.isEmpty()) {
            return 0;
        }
        assertThat(words).startsWith("tutti ");
        String[] args = FILE.matcher(words.substring("tutti ".length()))
                .replaceAll(file ->
                        Matcher.quoteReplacement(folder.resolve(file.group()).toString()))
                .split("\\s+");
        Shell.Outcome outcome = Shell.run(args);
        assertThat(outcome.status())
                .as(line + ": " + outcome.out() + outcome.err())
                .isZero();
        return 1;
    }

    private void runAll(List<String> blocks) throws Exception {
        List<JavaFileObject> sources = new ArrayList<>();
        String home = folder.toString().replace("\\", "\\\\") + "/";
        for (int i = 0; i < blocks.size(); i++) {
            String body = blocks.get(i)
                    .replace("Path.of(\"", "Path.of(\"" + home)
                    .replace("System.out.println(", "String.valueOf(");
            String text = String.format(HEAD, i) + body + "\n    }\n}\n";
            sources.add(
                    new SimpleJavaFileObject(URI.create("string:///Guide" + i + ".java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return text;
                        }
                    });
        }
        if (sources.isEmpty()) {
            return;
        }
        Path classes = Files.createDirectories(folder.resolve("classes"));
        StringWriter complaints = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        complaints,
                        null,
                        null,
                        List.of(
                                "-d",
                                classes.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-proc:none",
                                "-nowarn"),
                        null,
                        sources)
                .call();
        assertThat(compiled).as(complaints.toString()).isTrue();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, GuideTest.class.getClassLoader())) {
            for (int i = 0; i < blocks.size(); i++) {
                try {
                    loader.loadClass("Guide" + i).getMethod("run").invoke(null);
                } catch (InvocationTargetException e) {
                    throw new AssertionError(blocks.get(i), e.getCause());
                }
            }
        }
        assertThat(classes).isNotEmptyDirectory();
    }
}

package dev.tutti.hdf5.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.Jazzer;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.corpus.SampleFile;
import dev.tutti.testkit.process.ChildJvm;
import dev.tutti.testkit.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jazzer runs the decoders and whole files, led by coverage, from a saved corpus: seconds in every build, an hour each in the long one ({@code -Dtests.fuzz.seconds} says
 * otherwise). A finding fails the test with its input in hexadecimal. With {@code -Dtests.fuzz.keep=FOLDER} inputs that cover something new are kept there; packed as
 * {@code fuzz/TARGET.zip} they are the corpus of later runs.
 */
class CoverageFuzzIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(classes = {DecoderTarget.class, FileTarget.class})
    void nothingButDeclaredErrors(Class<?> target) throws Exception {
        int seconds = Integer.getInteger("tests.fuzz.seconds", Boolean.getBoolean("tests.long") ? 3600 : 3);
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        if (target == FileTarget.class) {
            for (String compat : List.of("earliest", "v18", "latest")) {
                SampleFile.make(seeds.resolve(compat), FileOptions.exclusive().compat(compat));
            }
        }
        unpack(target, seeds);
        String kept = System.getProperty("tests.fuzz.keep");
        Path found = Files.createDirectories(
                kept == null
                        ? folder.resolve("found")
                        : Path.of(kept).toAbsolutePath().resolve(target.getSimpleName()));
        try (ChildProcess jazzer = ChildJvm.of(Jazzer.class)
                .heap("700m")
                .args(
                        "--target_class=" + target.getName(),
                        "--instrumentation_includes=dev.tutti.format.**:dev.tutti.engine.**",
                        "--custom_hook_includes=dev.tutti.**",
                        "--custom_hooks=" + SoundChecksums.class.getName(),
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.*",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + folder + "/",
                        "-max_total_time=" + seconds,
                        "-max_len=" + (target == FileTarget.class ? 1 << 16 : 1024),
                        "-timeout=120",
                        "-rss_limit_mb=3000",
                        "-print_final_stats=1",
                        found,
                        seeds)
                .start()) {
            int status = jazzer.awaitExit(Duration.ofSeconds(seconds + 120));
            System.out.println(target.getSimpleName() + ": " + summary(jazzer));
            assertThat(status).as("%s%n%s", jazzer.report(), inputs()).isZero();
        }
    }

    private static void unpack(Class<?> target, Path seeds) throws IOException {
        String name = "/fuzz/" + target.getSimpleName() + ".zip";
        try (ZipInputStream saved =
                new ZipInputStream(Objects.requireNonNull(CoverageFuzzIT.class.getResourceAsStream(name), name))) {
            for (ZipEntry entry = saved.getNextEntry(); entry != null; entry = saved.getNextEntry()) {
                Files.write(seeds.resolve(Path.of(entry.getName()).getFileName()), saved.readAllBytes());
            }
        }
    }

    private static String summary(ChildProcess jazzer) {
        return jazzer.lines().stream()
                .map(ChildProcess.Line::text)
                .filter(line -> line.startsWith("stat::number_of_executed") || line.contains("DONE"))
                .collect(Collectors.joining(" "));
    }

    /** What made Jazzer stop, in hexadecimal. */
    private String inputs() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                text.append(file.getFileName())
                        .append(' ')
                        .append(HexFormat.of().formatHex(bytes))
                        .append('\n');
            }
        }
        return text.toString();
    }
}

package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of options that are out of bounds are mistakes of usage: status 2, one line that names the option, and nothing is touched. */
final class OptionValuesTest {
    private static final String LINES =
            """
            ls FILE --depth -1
            put FILE/y CSV --deflate 77
            put FILE/y CSV --deflate -1
            put FILE/y CSV --compress foo
            put FILE/y CSV --compress gzip-77
            put FILE/y CSV --compress zstd-99
            put FILE/y CSV --compress blosc2-foo
            put FILE/y CSV --chunk 0
            put FILE/y CSV --chunk -5
            put FILE/x CSV --chunk 5,5
            put FILE/y CSV --type f17
            put FILE/y CSV --deflate 4 --compress zstd
            repack FILE OUT.h5 --deflate 77
            repack FILE OUT.h5 --deflate -3
            repack FILE OUT.h5 --zstd 99
            repack FILE OUT.h5 --zstd 0
            repack FILE OUT.h5 --compress foo
            repack FILE OUT.h5 --chunk 0
            repack FILE OUT.h5 --compat v17
            repack FILE OUT.h5 --deflate 4 --zstd 4
            watch FILE/x --from -1 --timeout 1s
            watch FILE/x --until -1 --timeout 1s
            watch FILE/x --polling -1 --timeout 1s
            watch FILE/x --width -1 --timeout 1s
            watch FILE/x --last -3 --plot --timeout 1s
            watch FILE/x --timeout -1s
            watch FILE/x --timeout soon
            record FILE/g --every -1s
            record FILE/g --every 0
            record FILE/g --columns 0
            record FILE/g --type f17
            record FILE/g --format xml
            lock FILE --timeout soon
            lock FILE --timeout -1s
            lock FILE --timeout nans
            lock FILE --redis nonsense
            demo --readers 0
            demo --duration -1s
            demo --duration 0
            demo --interval 0
            demo --rate 0
            plot FILE/x --width 0
            plot FILE/x --width -5
            plot FILE/x --width 1000000000
            plot FILE/x --height -5
            plot FILE/x --last -5
            plot FILE/x --last 0
            plot FILE/x --last many
            plot FILE/x --rows a:b
            diff FILE FILE --abs -1
            diff FILE FILE --rel -1
            diff FILE FILE --rel nan
            diff FILE FILE --count -1
            serve DIR --port -1
            serve DIR --port 70000
            serve DIR --port 0 --host 0.0.0.0
            completion fish
            dump FILE/x --slice a
            dump FILE/x --format xml
            dump FILE/x --width -1
            dump FILE -d /x --start a
            dump FILE --start 1
            dump FILE/x -m %d
            dump FILE --sort_by size
            dump FILE --sort_order up
            dump FILE -d /x --packed-bits 0,99
            survey slice FILE MT001/a --count -1
            survey slice FILE MT001/a --last 0
            survey record OUT.h5 --station MT001 --rate 0
            survey record OUT.h5 --station MT001 --rate -1
            survey record OUT.h5 --station . --rate 10
            survey record OUT.h5 --station MT001 --rate 10 --channels ex,,ey --format f64
            watch FILE/x --fields nothing --timeout 1s
            put FILE/y DIR/x.json
            survey record OUT.h5 --station MT001 --rate 10 --every -1s
            survey record OUT.h5 --station MT001 --rate 10 --fill -1s
            survey record OUT.h5 --station MT001 --rate 10 --start yesterday
            survey record OUT.h5 --station MT001 --rate 10 --format f64
            survey convert FILE OUT.h5 --to 3
            table create DIR/lake/u x:flout
            table create DIR/lake/u x:double --partition-by bucket(0,x)
            table append TABLE CSV --format xml
            table scan TABLE --limit -1
            table scan TABLE --as-of yesterday
            table scan TABLE --where x>
            table scan TABLE --where x>'a'
            table scan TABLE --format xml
            table scan TABLE --at main --since 3
            table expire TABLE --keep 0
            table expire TABLE --older-than -1h
            table expire TABLE --orphans -1s
            table schema TABLE --add y:flout
            table schema TABLE --rename x
            convert FILE/x OUT.csv --url x
            convert FILE/x OUT.json --refs
            """;

    @TempDir
    private static Path folder;

    private static String file = "";
    private static String csv = "";
    private static String table = "";

    @BeforeAll
    static void makeFiles() throws IOException {
        Path path = folder.resolve("run.h5");
        try (H5File h5 = H5.create(path)) {
            h5.put("x", new double[] {1, 2, 3});
        }
        file = path.toString();
        csv = Files.writeString(folder.resolve("d.csv"), "1\n2\n3\n4\n").toString();
        table = folder.resolve("lake") + "/t";
        assertThat(Shell.run("table", "create", table, "id:long!", "x:double").status())
                .isZero();
    }

    static Stream<String> lines() {
        return LINES.lines();
    }

    @ParameterizedTest
    @MethodSource("lines")
    void outOfBounds(String line) throws IOException {
        byte[] before = Files.readAllBytes(Path.of(file));
        String[] words = line.replace("FILE", file)
                .replace("CSV", csv)
                .replace("TABLE", table)
                .replace("DIR", folder.toString())
                .replace("OUT", folder.resolve("out").toString())
                .split(" ");

        Shell.Outcome outcome = Shell.run(words);

        assertThat(outcome.status()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).hasLineCount(1).doesNotContain("Exception", "CommandFailure");
        assertThat(outcome.out()).isEmpty();
        assertThat(Files.readAllBytes(Path.of(file))).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("run.h5", "d.csv", "lake");
        }
    }

    @Test
    void theOptionIsNamed() {
        assertThat(Shell.run("put", file + "/y", csv, "--deflate", "77").err())
                .isEqualTo("tutti put: Invalid value for option '--deflate': a whole number of 0 to 9 is"
                        + " expected, found 77; try --help" + System.lineSeparator());
    }

    @Test
    void whatIsWithinBoundsIsTaken() {
        String other = folder.resolve("lake/other.h5").toString();
        for (String options : new String[] {"--deflate 0", "--deflate 9", "--compress zstd-22", "--chunk 4"}) {
            String[] words = ("put " + other + "/y " + csv + " " + options).split(" ");
            assertThat(Shell.run(words))
                    .as(options)
                    .extracting(Shell.Outcome::status)
                    .isEqualTo(0);
        }
        assertThat(Arrays.asList("0", "1", "5")).allSatisfy(depth -> assertThat(
                        Shell.run("ls", "--depth", depth, file).status())
                .isZero());
    }
}

package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.table.TableCommands;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every command can say what it has done as JSON; long ones show how far they have come, but to nobody but a person at a terminal. */
final class OutcomeTest {
    /** What prints scripts and pages, talks with a person, or is talked to by the programs of this house. */
    private static final Set<String> WITHOUT = Set.of(
            "completion", "man", "help", "shell", "__paths", "__demo-writer", "__demo-reader", "survey", "table");

    @TempDir
    Path folder;

    private static Console console(ByteArrayOutputStream out, ByteArrayOutputStream err, boolean terminal) {
        return new Console(new ByteArrayInputStream(new byte[0]), out, err, false, terminal, Map.of());
    }

    private static Set<String> without(CommandLine line) {
        Set<String> found = new TreeSet<>();
        line.getSubcommands().forEach((name, sub) -> {
            if (!WITHOUT.contains(name) && sub.getCommandSpec().findOption("--json") == null) {
                found.add(name);
            }
            found.addAll(without(sub));
        });
        return found;
    }

    @Test
    void everyCommandHasTheOption() {
        Console console = console(new ByteArrayOutputStream(), new ByteArrayOutputStream(), false);
        assertThat(without(Tutti.line(console))).isEmpty();
        assertThat(without(TableCommands.line(console))).isEmpty();
    }

    /** The names and values of a flat document. */
    private static List<String> json(String... args) throws IOException {
        Shell.Outcome outcome = Shell.run(args);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        List<String> words = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(outcome.bytes())) {
            while (parser.nextToken() != null) {
                if (parser.currentToken().isScalarValue()) {
                    words.add(parser.currentName() + "=" + parser.getText());
                }
            }
        }
        return words;
    }

    @Test
    void whatWasDoneIsTold() throws IOException {
        String file = folder.resolve("a.h5").toString();
        H5.write(Path.of(file), "x", new double[] {1, 2, 3});
        assertThat(json("mkdir", file + "/g", "--json")).contains("null=" + file + "/g");
        assertThat(json("set", file + "/x", "units=mV", "--json")).contains("null=units");
        assertThat(json("cp", file + "/x", file + "/y", "--json")).contains("to=" + file + "/y");
        assertThat(json("rm", file + "/y", "--json")).contains("null=" + file + "::/y");
        String csv = folder.resolve("a.csv").toString();
        assertThat(json("convert", file + "/x", csv, "--json")).contains("to=" + csv);
        assertThat(json("put", file + "/z", csv, "--json")).contains("dataset=" + file + "/z");
        assertThat(json("repack", file, folder.resolve("b.h5").toString(), "--json"))
                .contains("objects=4");
        assertThat(json("recover", file, "-o", folder.resolve("c.h5").toString(), "--json"))
                .contains("objects=4", "way=as_it_stood");
        String table = folder.resolve("t/events").toString();
        assertThat(json("table", "create", table, "x:double", "--json")).contains("columns=x:double");
        String rows = folder.resolve("rows.csv").toString();
        java.nio.file.Files.writeString(Path.of(rows), "x\n1\n2\n");
        assertThat(json("table", "append", table, rows, "--json")).contains("added=2", "rows=2");
        assertThat(json("table", "compact", table, "--json")).contains("table=events");
        assertThat(json("table", "expire", table, "--json")).contains("expired=0");
        assertThat(json("table", "ls", folder.resolve("t").toString(), "--json"))
                .contains("null=events");
    }

    @Test
    void barsAreForPeople() throws IOException {
        Path file = folder.resolve("long.h5");
        try (H5File made = H5.create(file)) {
            made.create("x").type(DType.F64).shape(200_000).create().write(new double[200_000]);
        }
        for (boolean terminal : new boolean[] {true, false}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            Path to = folder.resolve("out-" + terminal + ".h5");
            assertThat(Tutti.run(console(out, err, terminal), "repack", file.toString(), to.toString()))
                    .isZero();
            String said = err.toString(StandardCharsets.UTF_8);
            if (terminal) {
                assertThat(said).contains("repack").contains("MB").contains("%").contains("/s");
            } else {
                assertThat(said).startsWith("tutti: ").hasLineCount(1);
            }
            assertThat(out.size()).isZero();
        }
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Path quiet = folder.resolve("quiet.h5");
        assertThat(Tutti.run(
                        console(new ByteArrayOutputStream(), err, true),
                        "repack",
                        "-q",
                        file.toString(),
                        quiet.toString()))
                .isZero();
        assertThat(err.size()).isZero();
    }

    @Test
    void whatIsMostlyDoneAtOnceHasABarWhenItIsNot() throws Exception {
        Path slow = folder.resolve("slow.csv");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String file = folder.resolve("a.h5").toString();
        java.nio.file.Files.writeString(slow, "1\n2\n");
        assertThat(Tutti.run(console(new ByteArrayOutputStream(), err, true), "put", file + "/x", slow.toString()))
                .isZero();
        assertThat(err.size()).as(err.toString(StandardCharsets.UTF_8)).isZero();
        CountDownLatch shown = new CountDownLatch(1);
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int from, int length) {
                        super.write(bytes, from, length);
                        if (toString(StandardCharsets.UTF_8).contains("work")) {
                            shown.countDown();
                        }
                    }
                },
                false,
                true,
                Map.of());
        Command slowly = new Command(console) {
            @Override
            @SuppressWarnings("try") // the bar is only there to be closed
            protected int run() throws InterruptedException {
                try (Progress bar = lateProgress("work", "rows", 10, () -> 5)) {
                    return shown.await(30, TimeUnit.SECONDS) ? 0 : 1;
                }
            }
        };
        assertThat(slowly.call()).isZero();
    }
}

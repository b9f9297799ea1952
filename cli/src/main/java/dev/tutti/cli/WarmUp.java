package dev.tutti.cli;

import dev.tutti.cli.run.Console;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What most commands load, loaded once while the launcher makes its class-data archive. */
final class WarmUp {
    private WarmUp() {}

    static void run() {
        try {
            Path folder = Files.createTempDirectory("tutti-warm-up");
            Path file = folder.resolve("x.h5");
            Path data = folder.resolve("x.csv");
            Files.write(data, "1,2\n3,4.5\n".getBytes(StandardCharsets.UTF_8));
            try {
                command("put", file + "/x", data.toString());
                command("set", file + "/x", "units=mV");
                command("ls", "-l", "--attrs", file.toString());
                command("ls", "--json", file.toString());
                command("info", file + "/x");
                command("get", file + "/x[0]");
                command("dump", "--format", "csv", file + "/x");
                command("mkdir", file + "/g");
                command("cp", file + "/x", file + "/g");
                command("mv", file + "/g/x", file + "/y");
                command("rm", "-r", file + "/g");
                command("check", file.toString());
                command("--help");
                live(folder.resolve("live.h5"));
                command("record", folder.resolve("live.h5") + "/log");
                command("watch", folder.resolve("live.h5") + "/log", "--from", "0", "--until", "2", "--simple");
                command("watch", folder.resolve("live.h5") + "/log", "--from", "0", "--until", "2", "--jsonl");
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder.resolve("live.h5"));
                Files.deleteIfExists(data);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void live(Path file) {
        try (LiveWriter writer = H5.live(file);
                Follower follower = H5.follow(file)) {
            Dataset dataset = writer.create("a/x")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(16)
                    .attr("units", "mV")
                    .create();
            for (int i = 0; i < 40; i++) {
                dataset.append(new double[] {i});
                writer.publish();
            }
            follower.dataset("a/x").await(40, Duration.ofSeconds(2));
        }
    }

    private static void command(String... args) {
        Tutti.run(
                new Console(
                        new ByteArrayInputStream("1\n2\n".getBytes(StandardCharsets.UTF_8)),
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream(),
                        false,
                        false,
                        Map.of()),
                args);
    }
}

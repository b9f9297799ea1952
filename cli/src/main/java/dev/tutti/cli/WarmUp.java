package dev.tutti.cli;

import dev.tutti.cli.run.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
                command("check", file.toString());
                command("--help");
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(data);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void command(String... args) {
        Tutti.run(
                new Console(
                        InputStream.nullInputStream(),
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream(),
                        false,
                        false,
                        Map.of()),
                args);
    }
}

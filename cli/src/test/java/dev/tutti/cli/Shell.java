package dev.tutti.cli;

import dev.tutti.cli.run.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs commands in this process as a shell would, and keeps what they print. */
final class Shell {
    /**
     * How a command has ended.
     *
     * @param status exit status
     * @param bytes standard output
     * @param err standard error
     */
    record Outcome(int status, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        List<String> lines() {
            return out().lines().toList();
        }
    }

    private Shell() {}

    static Outcome run(String... args) {
        return runWithInput(new byte[0], args);
    }

    static Outcome runWithInput(byte[] input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(input), out, err, false, false, Map.of());
        int status = Tutti.run(console, args);
        return new Outcome(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
}

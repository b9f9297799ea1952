package dev.tutti.cli.care;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Stop;
import dev.tutti.locks.Hold;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A program that runs while a lock is held. */
final class LockedCommand {
    /** The variable in its environment with the lock's token. */
    static final String TOKEN = "TUTTI_LOCK_TOKEN";

    private static final long PATIENCE_SECONDS = 5;

    private final Console console;
    private final List<String> command;

    LockedCommand(Console console, List<String> command) {
        this.console = console;
        this.command = command;
    }

    /** Runs it to its end; returns its exit status. */
    int run(Hold hold) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(TOKEN, Long.toString(hold.token()));
        if (console.isSystem()) {
            builder.inheritIO();
        } else {
            builder.redirectErrorStream(true);
        }
        Process process = start(builder);
        AtomicBoolean lost = new AtomicBoolean();
        hold.onLost(() -> {
            lost.set(true);
            process.destroy();
        });
        // The lock is given back after the program has ended, also when the user stops both.
        try (Stop stop = new Stop(() -> end(process))) {
            if (!console.isSystem()) {
                process.getOutputStream().close();
                try (InputStream out = process.getInputStream()) {
                    out.transferTo(console.out());
                }
            }
            int status = process.waitFor();
            if (lost.get()) {
                throw new CommandFailure(
                        ExitStatus.FAILED,
                        hold.resource() + ": the lock was lost, so " + command.get(0) + " was ended");
            }
            return stop.isRequested() ? ExitStatus.INTERRUPTED : status;
        }
    }

    private Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, command.get(0) + ": cannot be run: " + e.getMessage(), e);
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

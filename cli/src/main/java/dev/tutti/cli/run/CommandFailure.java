package dev.tutti.cli.run;

import java.io.Serial;

/** A command cannot go on: one line for the user, and the exit status. */
public final class CommandFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    public CommandFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    public CommandFailure(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    public static CommandFailure usage(String message) {
        return new CommandFailure(ExitStatus.USAGE, message);
    }

    public int status() {
        return status;
    }
}

package dev.tutti.cli.run;

/** The exit statuses of the command line; scripts may rely on them. */
public final class ExitStatus {
    public static final int OK = 0;
    public static final int FAILED = 1;
    public static final int USAGE = 2;
    public static final int NOT_FOUND = 3;
    public static final int BUSY = 4;
    public static final int DAMAGED = 5;
    /** A commit lost against others. */
    public static final int CONFLICT = 6;

    public static final int INTERRUPTED = 130;
    /** What a shell reports for a program that a closed pipe has ended. */
    public static final int BROKEN_PIPE = 141;

    private ExitStatus() {}
}

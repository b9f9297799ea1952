package dev.tutti.cli.run;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command reads and writes. Data goes to {@link #out()} and nothing else does; what is said to the user goes to {@link #err()}. Made
 * anew for each run, so that commands run in tests as they run in a shell.
 */
public final class Console {
    /** Which of the standard streams lead to a terminal, by number; the launcher knows, Java does not. */
    private static final String TERMINALS = "tutti.terminals";

    private final InputStream in;
    private final DataStream data;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private final boolean progress;
    private final Map<String, String> environment;
    private final boolean system;

    /**
     * A console on given streams.
     *
     * @param in standard input
     * @param out standard output
     * @param err standard error
     * @param terminal whether standard output leads to a terminal
     * @param progress whether standard error leads to a terminal
     * @param environment the environment variables
     */
    public Console(
            InputStream in,
            OutputStream out,
            OutputStream err,
            boolean terminal,
            boolean progress,
            Map<String, String> environment) {
        this(in, out, err, terminal, progress, environment, false);
    }

    private Console(
            InputStream in,
            OutputStream out,
            OutputStream err,
            boolean terminal,
            boolean progress,
            Map<String, String> environment,
            boolean system) {
        this.in = in;
        this.data = new DataStream(out);
        this.out = new PrintStream(new BufferedOutputStream(data, 1 << 16), terminal, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.terminal = terminal;
        this.progress = progress;
        this.environment = Map.copyOf(environment);
        this.system = system;
    }

    /** The streams of this process. */
    public static Console system() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                System.getProperty(TERMINALS, "").contains("1"),
                System.getProperty(TERMINALS, "").contains("2"),
                System.getenv(),
                true);
    }

    /** Whether these are the streams of the process, which another process can be given as they are. */
    public boolean isSystem() {
        return system;
    }

    /** Whether somebody sits at a terminal, reads what is printed and types. */
    public boolean isInteractive() {
        String terminals = System.getProperty(TERMINALS, "");
        return system && terminals.contains("0") && terminals.contains("1");
    }

    public InputStream in() {
        return in;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /** One line for the user, on standard error. */
    public void say(String line) {
        err.println("tutti: " + line);
    }

    /** Whether somebody is watching standard error, so that progress may be shown there. */
    public boolean showsProgress() {
        return progress;
    }

    /** Whether what is printed stands on the screen, where a bar would be in its way. */
    public boolean isTerminal() {
        return terminal;
    }

    /** How many bytes have gone to standard output so far. */
    long written() {
        return data.written();
    }

    /** Whether output is coloured: NO_COLOR wins over CLICOLOR_FORCE, which wins over the kind of output. */
    public boolean isColoured() {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        String force = environment.getOrDefault("CLICOLOR_FORCE", "");
        return (!force.isEmpty() && !force.equals("0")) || terminal;
    }

    public Map<String, String> environment() {
        return environment;
    }
}

package dev.tutti.cli;

import dev.tutti.cli.run.Console;

/** Entry point of the {@code tutti} command. */
public final class Main {
    private Main() {}

    /** Runs one command and leaves with its exit status. */
    public static void main(String[] args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            System.out.println(Version.text());
            return;
        }
        if (args.length == 1 && args[0].equals("--archive-classes")) {
            WarmUp.run();
            return;
        }
        System.exit(Tutti.run(Console.system(), args));
    }
}

package dev.tutti.cli;

/** Entry point of the {@code tutti} command. */
public final class Main {
    private Main() {}

    /** Runs one command and leaves with its exit status. */
    public static void main(String[] args) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            System.out.println(version());
            return;
        }
        System.err.println("tutti: unknown command; try --version");
        System.exit(2);
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "tutti " + (version == null ? "development" : version) + " (Java "
                + Runtime.version().feature() + ")";
    }
}

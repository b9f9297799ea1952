package dev.tutti.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this command line. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {text()};
    }

    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return "tutti " + (version == null ? "development" : version) + " (Java "
                + Runtime.version().feature() + ")";
    }
}

package dev.tutti.table.local;

import java.nio.file.Path;

/** Local files and the locations that stand in table metadata: {@code file:///folder/name}, not percent-encoded, as other engines write them. */
public final class LocalPath {
    private static final String SCHEME = "file:";

    private LocalPath() {}

    /** The location of a file. */
    public static String location(Path path) {
        String text = path.toAbsolutePath().normalize().toString().replace('\\', '/');
        return SCHEME + (text.startsWith("/") ? "//" : "///") + text;
    }

    /** Whether a location names a local file: one of the scheme {@code file}, or a plain path. */
    public static boolean isLocal(String location) {
        int colon = location.indexOf(':');
        return location.startsWith(SCHEME) || colon < 0 || location.startsWith("/") || colon == 1;
    }

    /**
     * The file of a location.
     *
     * @throws IllegalArgumentException if the location has another scheme
     */
    public static Path of(String location) {
        if (!isLocal(location)) {
            throw new IllegalArgumentException(location + ": no local file; a location of the scheme file is expected");
        }
        if (!location.startsWith(SCHEME)) {
            return Path.of(location);
        }
        String rest = location.substring(SCHEME.length());
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            rest = slash < 0 ? "/" : rest.substring(slash);
        }
        boolean drive = rest.length() > 2 && rest.charAt(0) == '/' && rest.charAt(2) == ':';
        return Path.of(drive ? rest.substring(1) : rest);
    }
}

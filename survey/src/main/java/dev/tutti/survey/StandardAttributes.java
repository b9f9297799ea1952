package dev.tutti.survey;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The attributes that the standard's own programs list, class by class: name, type, whether it has to be known, units and default, from a file of this library. */
final class StandardAttributes {
    private static final String FILE = "standard.tsv";
    private static final List<Standards.Entry> ALL = read();

    private StandardAttributes() {}

    /** All of them, in their order; what they mean is not said here. */
    static List<Standards.Entry> all() {
        return ALL;
    }

    /** How many of them are not among these names. */
    static long missingFrom(Set<String> names) {
        return ALL.stream().filter(entry -> !names.contains(entry.attribute())).count();
    }

    private static List<Standards.Entry> read() {
        try (InputStream in = StandardAttributes.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing beside " + StandardAttributes.class.getName());
            }
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                return lines.lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> entry(line.split("\t", -1)))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Standards.Entry entry(String[] parts) {
        return new Standards.Entry(parts[0], parts[1], parts[2].equals("yes"), parts[3], "", "", parts[4]);
    }
}

package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import java.util.Locale;
import java.util.Set;

/** Names as the standard forms them: blanks and slashes become underscores, commas go; those of channels and filters are in lower case. */
final class Names {
    /** Names in a station that no run can have. */
    static final Set<String> OF_STATION = Set.of("Features", "Fourier_Coefficients", "Transfer_Functions");

    private static final int LONGEST = 255;

    private Names() {}

    /** Name of a survey, station, run, transfer function or report. */
    static String group(String what, String name) {
        String clean = name.strip().replace(' ', '_').replace('/', '_').replace(",", "");
        if (clean.isEmpty() || clean.equals(".") || clean.equals("..") || clean.length() > LONGEST) {
            throw new H5TypeException("name of a " + what + ": 1 to " + LONGEST
                    + " characters other than a lone dot are expected, found \"" + name + "\"");
        }
        if (clean.chars().anyMatch(c -> c < ' ')) {
            throw new H5TypeException(
                    "name of a " + what + ": characters that can be printed are expected, found \"" + name + "\"");
        }
        return clean;
    }

    /** Name of a channel. */
    static String channel(String name) {
        return group("channel", name).toLowerCase(Locale.ROOT);
    }

    /** Name of a filter's group: a slash means per, blanks stay. */
    static String filter(String name) {
        String clean = name.strip().replace("/", " per ").toLowerCase(Locale.ROOT);
        group("filter", clean);
        return clean;
    }
}

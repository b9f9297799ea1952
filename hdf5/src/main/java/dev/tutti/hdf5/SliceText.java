package dev.tutti.hdf5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads numpy's notation of slices: see {@link Slice#of}. */
final class SliceText {
    private static final Pattern RANGE =
            Pattern.compile("(?<start>[+-]?\\d+)?\\s*:\\s*(?<stop>[+-]?\\d+)?(\\s*:\\s*(?<step>[+-]?\\d+)?)?");
    private static final Pattern INDEX = Pattern.compile("[+-]?\\d+");

    private SliceText() {}

    /** The text without brackets around all of it. */
    static String inner(String text) {
        String inner = text.strip();
        return inner.startsWith("[") && closing(inner) == inner.length() - 1
                ? inner.substring(1, inner.length() - 1).strip()
                : inner;
    }

    /** The parts of a slice, one for each dimension or ellipsis. */
    static List<Slice.Term> terms(String inner, String text) {
        List<Slice.Term> terms = new ArrayList<>();
        for (String part : parts(inner)) {
            terms.add(term(part.strip(), text));
        }
        if (terms.stream().filter(Slice.Term::ellipsis).count() > 1) {
            throw new IllegalArgumentException("slice '" + text + "': more than one '...'");
        }
        if (terms.stream().filter(term -> term.list() != null).count() > 1) {
            throw new IllegalArgumentException("slice '" + text + "': a list of indices in more than one dimension");
        }
        return terms;
    }

    /** Where the bracket that the text begins with is closed; -1 if nowhere. */
    private static int closing(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '[' ? 1 : text.charAt(i) == ']' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The parts between commas that stand in no brackets. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static Slice.Term term(String part, String text) {
        if (part.startsWith("[") && part.endsWith("]")) {
            String indices = part.substring(1, part.length() - 1).strip();
            return Slice.Term.list(
                    indices.isEmpty()
                            ? new long[0]
                            : Arrays.stream(indices.split(",", -1))
                                    .map(String::strip)
                                    .peek(index -> {
                                        if (!INDEX.matcher(index).matches()) {
                                            throw new IllegalArgumentException(
                                                    "slice '" + text + "': '" + index + "' is no index");
                                        }
                                    })
                                    .mapToLong(index -> number(index, text))
                                    .toArray());
        }
        if (part.equals("...")) {
            return new Slice.Term(null, null, 1, false, true);
        }
        if (INDEX.matcher(part).matches()) {
            return new Slice.Term(number(part, text), null, 1, true, false);
        }
        Matcher range = RANGE.matcher(part);
        if (!range.matches()) {
            throw new IllegalArgumentException(
                    "slice '" + text + "': '" + part + "' is no index and no start:stop:step range");
        }
        String step = range.group("step");
        long stepValue = step == null ? 1 : number(step, text);
        if (stepValue < 1) {
            throw new IllegalArgumentException("slice '" + text + "': a step of 1 or more is expected, found " + step);
        }
        String start = range.group("start");
        String stop = range.group("stop");
        return new Slice.Term(
                start == null ? null : number(start, text),
                stop == null ? null : number(stop, text),
                stepValue,
                false,
                false);
    }

    private static Long number(String digits, String text) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("slice '" + text + "': " + digits + " is out of range", e);
        }
    }
}

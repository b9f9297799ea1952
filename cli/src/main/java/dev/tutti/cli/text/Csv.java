package dev.tutti.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lines of comma-separated values, quoted where it must be. */
public final class Csv {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");

    private Csv() {}

    /** One field, quoted if it holds a comma, a quote or a line end. */
    public static String field(@Nullable Object value) {
        String text = value == null ? "" : Values.text(value);
        boolean plain =
                text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** One element as a line: the members of a record are its fields. */
    public static String line(@Nullable Object element) {
        Map<String, @Nullable Object> members = Values.members(element);
        if (members == null) {
            return field(element);
        }
        List<String> fields = new ArrayList<>();
        members.values().forEach(member -> fields.add(field(member)));
        return String.join(",", fields);
    }

    /** The fields of one line; separators are commas, semicolons or tabs, or spaces between numbers where there is none of these. */
    public static List<String> split(String line) {
        char separator = separator(line);
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        if (separator == ' ') {
            fields.removeIf(String::isEmpty);
            return fields.stream().allMatch(text -> number(text) != null)
                    ? fields
                    : List.of(line.strip().replace("\"", ""));
        }
        return fields;
    }

    private static char separator(String line) {
        boolean quoted = false;
        char found = ' ';
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == '"';
            if (!quoted && (c == ',' || c == '\t' || (c == ';' && found == ' '))) {
                if (c == ',') {
                    return c;
                }
                found = c;
            }
        }
        return found;
    }

    /** Whether a field holds a whole number that 64 bits hold. */
    public static boolean isWhole(String field) {
        return WHOLE.matcher(field).matches();
    }

    /** The number that a field holds; nothing and {@code nan} are not-a-number; null if the field is no number. */
    public static @Nullable Double number(String field) {
        if (field.isEmpty() || field.equalsIgnoreCase("nan") || field.equalsIgnoreCase("null") || field.equals("NA")) {
            return Double.NaN;
        }
        String lower = field.toLowerCase(java.util.Locale.ROOT);
        if (lower.equals("inf") || lower.equals("+inf") || lower.equals("infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        if (lower.equals("-inf") || lower.equals("-infinity")) {
            return Double.NEGATIVE_INFINITY;
        }
        char last = lower.charAt(lower.length() - 1);
        if (last == 'd' || last == 'f') {
            return null; // Java's own suffixes are not numbers to anybody else
        }
        try {
            return Double.valueOf(field);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}

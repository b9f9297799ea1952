package dev.tutti.cli.change;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.text.Csv;
import java.util.List;
import java.util.regex.Pattern;

/** A value as it is typed: a whole number, a number, true or false, text (with or without quotes), or a list of these in brackets. */
final class Literal {
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?(?i:nan|inf|infinity)");

    private Literal() {}

    static Object parse(String text) {
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            return text.substring(1, text.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
        }
        if (text.startsWith("[") && text.endsWith("]")) {
            return list(Csv.split(text.substring(1, text.length() - 1).strip()));
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (Csv.isWhole(text)) {
            return Long.valueOf(text);
        }
        return DECIMAL.matcher(text).matches() ? number(text) : text;
    }

    private static Object list(List<String> parts) {
        if (parts.stream().allMatch(Csv::isWhole)) {
            return parts.stream().mapToLong(Long::parseLong).toArray();
        }
        if (parts.stream().allMatch(part -> DECIMAL.matcher(part).matches())) {
            return parts.stream().mapToDouble(Literal::number).toArray();
        }
        if (parts.stream().anyMatch(String::isEmpty) && parts.size() > 1) {
            throw CommandFailure.usage("a list with an empty element: " + parts);
        }
        return parts.toArray(String[]::new);
    }

    private static double number(String text) {
        Double value = Csv.number(text.replaceFirst("^\\+", ""));
        if (value == null) {
            throw CommandFailure.usage("'" + text + "' is no number");
        }
        return value;
    }
}

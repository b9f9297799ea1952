package dev.tutti.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the text of schemas and types; depth is bounded. */
final class SchemaText {
    private static final int DEPTH = 32;

    private final String text;
    private int at;
    private int depth;

    SchemaText(String text) {
        this.text = text;
    }

    Schema wholeSchema() {
        List<Column> columns = columns();
        end();
        return new Schema(columns);
    }

    ColumnType wholeType() {
        ColumnType type = type();
        end();
        return type;
    }

    private void end() {
        if (!atEnd()) {
            throw wrong("the end");
        }
    }

    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        do {
            String name = name();
            expect(':');
            ColumnType type = type();
            columns.add(new Column(name, type, take('!'), null));
        } while (take(','));
        return columns;
    }

    private ColumnType type() {
        if (++depth > DEPTH) {
            throw new IllegalArgumentException("a type nested more than " + DEPTH + " deep");
        }
        String word = word().toLowerCase(Locale.ROOT);
        ColumnType type =
                switch (word) {
                    case "decimal" -> {
                        expect('(');
                        int precision = number();
                        expect(',');
                        int scale = number();
                        expect(')');
                        yield new ColumnType.Decimal(precision, scale);
                    }
                    case "fixed" -> {
                        expect('(');
                        int length = number();
                        expect(')');
                        yield new ColumnType.Fixed(length);
                    }
                    case "list" -> {
                        expect('<');
                        ColumnType element = type();
                        expect('>');
                        yield new ColumnType.ListOf(element);
                    }
                    case "map" -> {
                        expect('<');
                        ColumnType key = type();
                        expect(',');
                        ColumnType value = type();
                        expect('>');
                        yield new ColumnType.MapOf(key, value);
                    }
                    case "struct" -> {
                        expect('<');
                        List<Column> columns = columns();
                        expect('>');
                        yield new ColumnType.Struct(columns);
                    }
                    default -> simple(word);
                };
        depth--;
        return type;
    }

    private static ColumnType simple(String word) {
        return Arrays.stream(ColumnType.Simple.values())
                .filter(type -> type.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no type; there are "
                        + Stream.concat(
                                        Arrays.stream(ColumnType.Simple.values())
                                                .map(ColumnType::toString),
                                        Stream.of("decimal(p,s)", "fixed(n)", "list<t>", "map<k,v>", "struct<n:t,…>"))
                                .collect(Collectors.joining(", "))));
    }

    /** A name: anything up to the colon, or text in double quotes. */
    private String name() {
        blanks();
        if (take('"')) {
            int end = text.indexOf('"', at);
            if (end < 0) {
                throw wrong("a closing quote");
            }
            String name = text.substring(at, end);
            at = end + 1;
            return name;
        }
        int end = text.indexOf(':', at);
        if (end < 0) {
            throw wrong("name:type");
        }
        String name = text.substring(at, end).strip();
        at = end;
        return name;
    }

    private String word() {
        blanks();
        int start = at;
        while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        if (start == at) {
            throw wrong("a type");
        }
        return text.substring(start, at);
    }

    private int number() {
        String word = word();
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\": a number is expected, found '" + word + "'", e);
        }
    }

    private boolean take(char wanted) {
        blanks();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!take(wanted)) {
            throw wrong("'" + wanted + "'");
        }
    }

    private boolean atEnd() {
        blanks();
        return at == text.length();
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException("\"" + text + "\": " + expected + " is expected at character " + (at + 1)
                + (at < text.length() ? ", found '" + text.charAt(at) + "'" : ", found the end"));
    }
}

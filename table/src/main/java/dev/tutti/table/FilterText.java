package dev.tutti.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text of filters: words, numbers, text in quotes, operators. Depth is bounded. */
final class FilterText {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<text>'(?:[^']|'')*')|(?<name>\"(?:[^\"]|\"\")*\")|(?<number>[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)"
                    + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_.]*)|(?<sign>==|!=|<>|<=|>=|[<>=(),]))");
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.]*");
    private static final Set<String> WORDS =
            Set.of("and", "or", "not", "in", "is", "null", "nan", "between", "starts", "with", "true", "false");
    private static final int DEPTH = 100;

    private enum Kind {
        TEXT,
        NAME,
        NUMBER,
        WORD,
        SIGN,
        END
    }

    private record Token(Kind kind, String text, int at) {}

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int next;
    private int depth;

    FilterText(String source) {
        this.source = source;
        Matcher matcher = TOKEN.matcher(source);
        int at = 0;
        while (!source.substring(at).isBlank()) {
            if (!matcher.find(at) || matcher.start() != at) {
                throw new IllegalArgumentException(
                        "\"" + source + "\": what stands at character " + (at + 1) + " cannot be read");
            }
            tokens.add(token(matcher));
            at = matcher.end();
        }
        tokens.add(new Token(Kind.END, "the end", source.length()));
    }

    private static Token token(Matcher matcher) {
        int at = matcher.start();
        if (matcher.group("text") != null) {
            return new Token(Kind.TEXT, unquoted(matcher.group("text"), "'"), at);
        }
        if (matcher.group("name") != null) {
            return new Token(Kind.NAME, unquoted(matcher.group("name"), "\""), at);
        }
        if (matcher.group("number") != null) {
            return new Token(Kind.NUMBER, matcher.group("number"), at);
        }
        if (matcher.group("word") != null) {
            return new Token(Kind.WORD, matcher.group("word"), at);
        }
        return new Token(Kind.SIGN, matcher.group("sign"), at);
    }

    private static String unquoted(String text, String quote) {
        return text.substring(1, text.length() - 1).replace(quote + quote, quote);
    }

    static String quoted(String name) {
        boolean plain = PLAIN.matcher(name).matches() && !WORDS.contains(name.toLowerCase(Locale.ROOT));
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(@Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            return String.valueOf(value);
        }
        return "'" + value.toString().replace("'", "''") + "'";
    }

    Filter whole() {
        Filter filter = either();
        if (peek().kind() != Kind.END) {
            throw wrong("and, or, or the end");
        }
        return filter;
    }

    private Filter either() {
        Filter filter = both();
        while (take("or")) {
            filter = new Filter.Or(filter, both());
        }
        return filter;
    }

    private Filter both() {
        Filter filter = one();
        while (take("and")) {
            filter = new Filter.And(filter, one());
        }
        return filter;
    }

    private Filter one() {
        if (++depth > DEPTH) {
            throw new IllegalArgumentException("a filter nested more than " + DEPTH + " deep");
        }
        Filter filter;
        if (take("not")) {
            filter = Filter.not(one());
        } else if (take("(")) {
            filter = either();
            expect(")");
        } else if (take("true")) {
            filter = new Filter.Always(true);
        } else if (take("false")) {
            filter = new Filter.Always(false);
        } else {
            filter = condition(column());
        }
        depth--;
        return filter;
    }

    private String column() {
        Token token = peek();
        boolean named = token.kind() == Kind.NAME
                || (token.kind() == Kind.WORD && !WORDS.contains(token.text().toLowerCase(Locale.ROOT)));
        if (!named) {
            throw wrong("a column");
        }
        next++;
        return token.text();
    }

    private Filter condition(String column) {
        if (take("is")) {
            boolean negated = take("not");
            if (take("nan")) {
                return new Filter.NotNumber(column, negated);
            }
            expect("null");
            return new Filter.Missing(column, negated);
        }
        boolean negated = take("not");
        if (take("in")) {
            return new Filter.Among(column, values(), negated);
        }
        if (take("between")) {
            Object low = value();
            expect("and");
            Filter between = Filter.between(column, low, value());
            return negated ? Filter.not(between) : between;
        }
        if (take("starts")) {
            expect("with");
            return new Filter.Compare(
                    column,
                    negated ? Filter.Operator.NOT_STARTS_WITH : Filter.Operator.STARTS_WITH,
                    value().toString());
        }
        if (negated) {
            throw wrong("in, between or starts with");
        }
        return new Filter.Compare(column, operator(), value());
    }

    private Filter.Operator operator() {
        Token token = peek();
        Filter.Operator operator =
                switch (token.text()) {
                    case "==", "=" -> Filter.Operator.EQUAL;
                    case "!=", "<>" -> Filter.Operator.NOT_EQUAL;
                    case "<" -> Filter.Operator.LESS;
                    case "<=" -> Filter.Operator.LESS_OR_EQUAL;
                    case ">" -> Filter.Operator.GREATER;
                    case ">=" -> Filter.Operator.GREATER_OR_EQUAL;
                    default ->
                        throw wrong("an operator (== != < <= > >= in, not in, between, is null, is nan, starts with)");
                };
        next++;
        return operator;
    }

    private List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>();
        expect("(");
        do {
            values.add(take("null") ? null : value());
        } while (take(","));
        expect(")");
        return values;
    }

    private Object value() {
        Token token = peek();
        next++;
        switch (token.kind()) {
            case TEXT -> {
                return token.text();
            }
            case NUMBER -> {
                return number(token.text());
            }
            case WORD -> {
                if (token.text().equalsIgnoreCase("true") || token.text().equalsIgnoreCase("false")) {
                    return Boolean.valueOf(token.text());
                }
            }
            default -> {}
        }
        next--;
        throw wrong("a number, text in single quotes, true or false");
    }

    private static Object number(String text) {
        BigDecimal exact = new BigDecimal(text);
        if (text.matches("[+-]?\\d+") && exact.toBigInteger().bitLength() < 64) {
            return exact.longValueExact();
        }
        return text.matches("[+-]?\\d+") ? exact : (Object) Double.valueOf(text);
    }

    private Token peek() {
        return tokens.get(next);
    }

    private boolean take(String wanted) {
        Token token = peek();
        boolean taken = (token.kind() == Kind.WORD || token.kind() == Kind.SIGN)
                && token.text().equalsIgnoreCase(wanted);
        if (taken) {
            next++;
        }
        return taken;
    }

    private void expect(String wanted) {
        if (!take(wanted)) {
            throw wrong("'" + wanted + "'");
        }
    }

    private IllegalArgumentException wrong(String expected) {
        Token token = peek();
        return new IllegalArgumentException("\"" + source + "\": " + expected + " is expected at character "
                + (token.at() + 1) + ", found " + (token.kind() == Kind.END ? "the end" : "'" + token.text() + "'"));
    }
}

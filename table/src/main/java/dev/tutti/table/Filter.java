package dev.tutti.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are meant. Nulls are as in SQL: a comparison with null is neither true nor false, and only rows for which the whole is true are meant; so
 * {@code notEqual("a", 1)} and {@code not(equal("a", 1))} mean rows that have a value in {@code a}. NaN is equal to nothing, and neither
 * less nor greater.
 *
 * <p>Immutable. {@code toString} gives the text that {@link #parse} reads.
 */
public sealed interface Filter {
    /** How a column's value is compared. */
    enum Operator {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        STARTS_WITH("starts with"),
        NOT_STARTS_WITH("not starts with");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        Operator negated() {
            return switch (this) {
                case EQUAL -> NOT_EQUAL;
                case NOT_EQUAL -> EQUAL;
                case LESS -> GREATER_OR_EQUAL;
                case LESS_OR_EQUAL -> GREATER;
                case GREATER -> LESS_OR_EQUAL;
                case GREATER_OR_EQUAL -> LESS;
                case STARTS_WITH -> NOT_STARTS_WITH;
                case NOT_STARTS_WITH -> STARTS_WITH;
            };
        }
    }

    /** All rows, or none. */
    record Always(boolean truth) implements Filter {
        @Override
        public String toString() {
            return Boolean.toString(truth);
        }
    }

    /** A column's value compared with another. */
    record Compare(String column, Operator operator, Object value) implements Filter {
        @Override
        public String toString() {
            return FilterText.quoted(column) + " " + operator.text + " " + FilterText.literal(value);
        }
    }

    /** A column's value among others, or not among them. */
    record Among(String column, List<@Nullable Object> values, boolean negated) implements Filter {
        public Among {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }

        @Override
        public String toString() {
            return FilterText.quoted(column)
                    + (negated ? " not in " : " in ")
                    + values.stream().map(FilterText::literal).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** A column without a value, or with one. */
    record Missing(String column, boolean negated) implements Filter {
        @Override
        public String toString() {
            return FilterText.quoted(column) + (negated ? " is not null" : " is null");
        }
    }

    /** A column with the value NaN, or with a number. */
    record NotNumber(String column, boolean negated) implements Filter {
        @Override
        public String toString() {
            return FilterText.quoted(column) + (negated ? " is not nan" : " is nan");
        }
    }

    /** Both. */
    record And(Filter left, Filter right) implements Filter {
        @Override
        public String toString() {
            return "(" + left + " and " + right + ")";
        }
    }

    /** One or both. */
    record Or(Filter left, Filter right) implements Filter {
        @Override
        public String toString() {
            return "(" + left + " or " + right + ")";
        }
    }

    /** All rows. */
    static Filter all() {
        return new Always(true);
    }

    /** Rows whose value in {@code column} is this; also as {@code ==} in {@link #parse}. */
    static Filter equal(String column, Object value) {
        return new Compare(column, Operator.EQUAL, value);
    }

    /** Rows with another value than this, but with one. */
    static Filter notEqual(String column, Object value) {
        return new Compare(column, Operator.NOT_EQUAL, value);
    }

    /** Rows with a smaller value. */
    static Filter less(String column, Object value) {
        return new Compare(column, Operator.LESS, value);
    }

    /** Rows with this value or a smaller one. */
    static Filter lessOrEqual(String column, Object value) {
        return new Compare(column, Operator.LESS_OR_EQUAL, value);
    }

    /** Rows with a greater value. */
    static Filter greater(String column, Object value) {
        return new Compare(column, Operator.GREATER, value);
    }

    /** Rows with this value or a greater one. */
    static Filter greaterOrEqual(String column, Object value) {
        return new Compare(column, Operator.GREATER_OR_EQUAL, value);
    }

    /** Rows with a value from {@code low} to {@code high}, both included. */
    static Filter between(String column, Object low, Object high) {
        return and(greaterOrEqual(column, low), lessOrEqual(column, high));
    }

    /** Rows with text that begins with this. */
    static Filter startsWith(String column, String prefix) {
        return new Compare(column, Operator.STARTS_WITH, prefix);
    }

    /** Rows whose value is one of these; a null among them never matches. */
    static Filter in(String column, Collection<? extends @Nullable Object> values) {
        return new Among(column, new ArrayList<>(values), false);
    }

    /** Rows whose value is none of these; no row at all if a null is among them, as in SQL. */
    static Filter notIn(String column, Collection<? extends @Nullable Object> values) {
        return new Among(column, new ArrayList<>(values), true);
    }

    /** Rows without a value. */
    static Filter isNull(String column) {
        return new Missing(column, false);
    }

    /** Rows with a value. */
    static Filter isNotNull(String column) {
        return new Missing(column, true);
    }

    /** Rows whose value is NaN. */
    static Filter isNaN(String column) {
        return new NotNumber(column, false);
    }

    /** Rows that all of these mean. */
    static Filter and(Filter first, Filter... more) {
        return Arrays.stream(more).reduce(first, And::new);
    }

    /** Rows that one of these means. */
    static Filter or(Filter first, Filter... more) {
        return Arrays.stream(more).reduce(first, Or::new);
    }

    /** Rows for which the filter is false: each comparison is turned around, so that rows with a null, or with NaN in an order, are not among them. */
    static Filter not(Filter filter) {
        if (filter instanceof Always always) {
            return new Always(!always.truth());
        }
        if (filter instanceof Compare compare) {
            return new Compare(compare.column(), compare.operator().negated(), compare.value());
        }
        if (filter instanceof Among among) {
            return new Among(among.column(), among.values(), !among.negated());
        }
        if (filter instanceof Missing missing) {
            return new Missing(missing.column(), !missing.negated());
        }
        if (filter instanceof NotNumber nan) {
            return new NotNumber(nan.column(), !nan.negated());
        }
        if (filter instanceof And and) {
            return new Or(not(and.left()), not(and.right()));
        }
        Or or = (Or) filter;
        return new And(not(or.left()), not(or.right()));
    }

    /** Rows that this and the other mean. */
    default Filter and(Filter other) {
        return new And(this, other);
    }

    /** Rows that this or the other means. */
    default Filter or(Filter other) {
        return new Or(this, other);
    }

    /**
     * The filter of a text such as {@code a >= 3 and (b in ('x', 'y') or not c is null)}. Operators: {@code == != < <= > >= in, not in, between … and,
     * is null, is not null, is nan, starts with}; {@code =} and {@code <>} are understood as well. Names that are no words stand in double quotes. Text
     * stands in single quotes, and so do times: {@code day = '2026-01-31'}.
     *
     * @throws IllegalArgumentException if the text cannot be read; the message says where
     */
    static Filter parse(String text) {
        return new FilterText(text).whole();
    }
}

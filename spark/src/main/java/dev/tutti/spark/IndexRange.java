package dev.tutti.spark;

import java.io.Serializable;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;

/**
 * Which indices conditions leave of one dimension.
 *
 * @param from the first
 * @param to the one behind the last
 */
record IndexRange(long from, long to) implements Serializable {
    static final IndexRange ALL = new IndexRange(0, Long.MAX_VALUE);

    private IndexRange and(long otherFrom, long otherTo) {
        return new IndexRange(Math.max(from, otherFrom), Math.min(to, otherTo));
    }

    /** What is left under one more condition; conditions of other kinds leave everything. */
    IndexRange and(Filter filter, String column) {
        if (filter instanceof And both) {
            return and(both.left(), column).and(both.right(), column);
        }
        if (filter instanceof EqualTo equal
                && equal.attribute().equals(column)
                && equal.value() instanceof Long value) {
            return and(value, next(value));
        }
        if (filter instanceof GreaterThan more
                && more.attribute().equals(column)
                && more.value() instanceof Long value) {
            return and(next(value), Long.MAX_VALUE);
        }
        if (filter instanceof GreaterThanOrEqual more
                && more.attribute().equals(column)
                && more.value() instanceof Long value) {
            return and(value, Long.MAX_VALUE);
        }
        if (filter instanceof LessThan less && less.attribute().equals(column) && less.value() instanceof Long value) {
            return and(0, value);
        }
        if (filter instanceof LessThanOrEqual less
                && less.attribute().equals(column)
                && less.value() instanceof Long value) {
            return and(0, next(value));
        }
        return filter instanceof In in && in.attribute().equals(column) ? among(in.values()) : this;
    }

    private IndexRange among(Object[] values) {
        long least = Long.MAX_VALUE;
        long most = -1;
        for (Object value : values) {
            if (value instanceof Long index) {
                least = Math.min(least, index);
                most = Math.max(most, index);
            }
        }
        return and(least, next(most));
    }

    private static long next(long value) {
        return value == Long.MAX_VALUE ? value : value + 1;
    }
}

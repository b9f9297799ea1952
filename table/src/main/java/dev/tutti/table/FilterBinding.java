package dev.tutti.table;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** From our filters to Iceberg's expressions, whose comparisons know no third truth value: what is null, or NaN in an order, is shut out beside them. */
final class FilterBinding {
    private final String where;
    private final Schema schema;
    private final Set<String> columns = new LinkedHashSet<>();

    private FilterBinding(String where, Schema schema) {
        this.where = where;
        this.schema = schema;
    }

    /**
     * The expression of a filter, checked against the schema.
     *
     * @throws H5NotFoundException if it names a column that is not there
     * @throws H5TypeException if it compares a column with what its type cannot hold
     */
    static Expression bind(String where, Schema schema, Filter filter) {
        Expression expression = new FilterBinding(where, schema).expression(filter);
        try {
            Binder.bind(schema.asStruct(), expression, true);
        } catch (RuntimeException e) {
            throw new H5TypeException(
                    where + ": the filter " + filter + " does not fit the columns: " + e.getMessage());
        }
        return expression;
    }

    /**
     * Whether a partition may be asked what a filter leaves open. Iceberg's evaluator of partitions does not bear a prefix that is compared with a partition
     * without a value.
     */
    static boolean suitsPartitions(Filter filter) {
        if (filter instanceof Filter.And and) {
            return suitsPartitions(and.left()) && suitsPartitions(and.right());
        }
        if (filter instanceof Filter.Or or) {
            return suitsPartitions(or.left()) && suitsPartitions(or.right());
        }
        return !(filter instanceof Filter.Compare compare)
                || (compare.operator() != Filter.Operator.STARTS_WITH
                        && compare.operator() != Filter.Operator.NOT_STARTS_WITH);
    }

    /** The columns that a filter looks at. */
    static Set<String> columns(String where, Schema schema, Filter filter) {
        FilterBinding binding = new FilterBinding(where, schema);
        binding.expression(filter);
        return binding.columns;
    }

    private Expression expression(Filter filter) {
        if (filter instanceof Filter.Always always) {
            return always.truth() ? Expressions.alwaysTrue() : Expressions.alwaysFalse();
        }
        if (filter instanceof Filter.And and) {
            return Expressions.and(expression(and.left()), expression(and.right()));
        }
        if (filter instanceof Filter.Or or) {
            return Expressions.or(expression(or.left()), expression(or.right()));
        }
        if (filter instanceof Filter.Missing missing) {
            column(missing.column());
            return missing.negated() ? Expressions.notNull(missing.column()) : Expressions.isNull(missing.column());
        }
        if (filter instanceof Filter.NotNumber nan) {
            if (!isFloating(column(nan.column()))) {
                throw new H5TypeException(where + ": column '" + nan.column() + "' is of type " + column(nan.column())
                        + ", which has no NaN");
            }
            return nan.negated()
                    ? Expressions.and(Expressions.notNull(nan.column()), Expressions.notNaN(nan.column()))
                    : Expressions.isNaN(nan.column());
        }
        if (filter instanceof Filter.Among among) {
            return among(among);
        }
        return compare((Filter.Compare) filter);
    }

    private Expression among(Filter.Among among) {
        Type type = column(among.column());
        List<Object> literals = new ArrayList<>();
        boolean hasNull = false;
        for (Object value : among.values()) {
            if (value == null) {
                hasNull = true;
            } else if (!isNaN(value)) {
                literals.add(literal(value, type));
            }
        }
        if (!among.negated()) {
            return literals.isEmpty() ? Expressions.alwaysFalse() : Expressions.in(among.column(), literals);
        }
        if (hasNull) {
            return Expressions.alwaysFalse();
        }
        Expression present = Expressions.notNull(among.column());
        return literals.isEmpty() ? present : Expressions.and(present, Expressions.notIn(among.column(), literals));
    }

    private Expression compare(Filter.Compare compare) {
        String name = compare.column();
        Type type = column(name);
        if (isNaN(compare.value())) {
            return compare.operator() == Filter.Operator.NOT_EQUAL
                    ? Expressions.notNull(name)
                    : Expressions.alwaysFalse();
        }
        Object value = literal(compare.value(), type);
        return switch (compare.operator()) {
            case EQUAL -> Expressions.equal(name, value);
            case NOT_EQUAL -> Expressions.and(Expressions.notNull(name), Expressions.notEqual(name, value));
            // In Iceberg's order null is the smallest value.
            case LESS -> Expressions.and(Expressions.notNull(name), Expressions.lessThan(name, value));
            case LESS_OR_EQUAL -> Expressions.and(Expressions.notNull(name), Expressions.lessThanOrEqual(name, value));
            // In Iceberg's order NaN is the greatest number.
            case GREATER -> number(type, name, Expressions.greaterThan(name, value));
            case GREATER_OR_EQUAL -> number(type, name, Expressions.greaterThanOrEqual(name, value));
            case STARTS_WITH -> Expressions.startsWith(name, value.toString());
            case NOT_STARTS_WITH ->
                Expressions.and(Expressions.notNull(name), Expressions.notStartsWith(name, value.toString()));
        };
    }

    private static Expression number(Type type, String name, Expression expression) {
        return isFloating(type) ? Expressions.and(Expressions.notNaN(name), expression) : expression;
    }

    private static boolean isFloating(Type type) {
        return type.typeId() == Type.TypeID.FLOAT || type.typeId() == Type.TypeID.DOUBLE;
    }

    private static boolean isNaN(@Nullable Object value) {
        return (value instanceof Double wide && wide.isNaN()) || (value instanceof Float narrow && narrow.isNaN());
    }

    private Type column(String name) {
        NestedField field = schema.findField(name);
        if (field == null) {
            throw new H5NotFoundException(where + " has no column '" + name + "'; it has "
                    + schema.columns().stream().map(NestedField::name).toList());
        }
        columns.add(
                name.contains(".") && schema.asStruct().field(name) == null
                        ? name.substring(0, name.indexOf('.'))
                        : name);
        return field.type();
    }

    /** What Iceberg takes as a literal. */
    private static Object literal(Object value, Type type) {
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        if (value instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC).toString();
        }
        if (value instanceof ZonedDateTime time) {
            return time.toOffsetDateTime().toString();
        }
        if (value instanceof LocalDate
                || value instanceof LocalTime
                || value instanceof LocalDateTime
                || value instanceof OffsetDateTime) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Double number && type.typeId() == Type.TypeID.DECIMAL) {
            return BigDecimal.valueOf(number);
        }
        return value;
    }
}

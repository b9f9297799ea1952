package dev.tutti.table;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of one record class into the columns of one table. The way from each component to its column is one handle, which the virtual machine compiles as if it had been written out:
 * a call for each value that can lead anywhere takes a quarter of the time of writing a row. Thread-safe.
 */
final class RowFiller {
    /** A handle takes 255 words; wider rows are filled in several strokes. */
    private static final int STROKE = 64;

    private static final MethodType FILL = MethodType.methodType(void.class, Object.class, Record.class);

    private final MethodHandle[] strokes;

    /**
     * What a column gets.
     *
     * @param component number of the component, -1 for none
     * @param check from the component's value, or null, to what is written
     */
    record Column(int component, UnaryOperator<@Nullable Object> check) {}

    private RowFiller(MethodHandle[] strokes) {
        this.strokes = strokes;
    }

    static RowFiller of(RecordShape shape, List<Column> columns) {
        MethodHandle[] strokes = new MethodHandle[(columns.size() + STROKE - 1) / STROKE];
        try {
            for (int i = 0; i < strokes.length; i++) {
                MethodHandle all = MethodHandles.empty(FILL);
                for (int c = Math.min(columns.size(), (i + 1) * STROKE) - 1; c >= i * STROKE; c--) {
                    all = MethodHandles.foldArguments(all, column(shape, c, columns.get(c)));
                }
                strokes[i] = all;
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return new RowFiller(strokes);
    }

    private static MethodHandle column(RecordShape shape, int position, Column column)
            throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodType unary = MethodType.methodType(Object.class, Object.class);
        MethodHandle value = column.component < 0
                ? MethodHandles.empty(unary)
                : shape.getter(column.component).asType(unary);
        MethodHandle checked = MethodHandles.filterReturnValue(
                value, lookup.findVirtual(UnaryOperator.class, "apply", unary).bindTo(column.check));
        MethodHandle set = MethodHandles.insertArguments(
                lookup.findVirtual(Record.class, "set", MethodType.methodType(void.class, int.class, Object.class)),
                1,
                position);
        return MethodHandles.permuteArguments(MethodHandles.filterArguments(set, 1, checked), FILL, 1, 0);
    }

    /** Sets all columns of the place. */
    void fill(Object row, Record place) {
        try {
            for (MethodHandle stroke : strokes) {
                stroke.invokeExact(row, place);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalArgumentException(row.getClass().getName() + ": a component throws " + e, e);
        }
    }
}

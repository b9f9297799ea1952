package dev.tutti.cli.table;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import dev.tutti.table.ArrayRows;
import dev.tutti.table.Column;
import dev.tutti.table.ColumnType;
import dev.tutti.table.Row;
import dev.tutti.table.RowFile;
import dev.tutti.table.Schema;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of HDF5 files and tables into files of Parquet and Arrow, rows of such files and of tables into compound datasets and text. */
public final class RowFileConvert {
    private static final int PIECE = 16_384;

    private RowFileConvert() {}

    /** Writes a dataset, or a group's columns, into a new file of rows, and says what was done. */
    public static String fromFile(Address source, String target, Outcome outcome) {
        try (H5File file = Opening.toLook(source.file())) {
            ArrayRows rows = rows(file, source);
            long count;
            try (Stream<Map<String, @Nullable Object>> all = rows.rows(0, rows.size())) {
                count = RowFiles.of(target).write(rows.schema(), all);
            }
            return done(outcome, target, rows.schema(), count);
        }
    }

    /** Writes the rows of a table into a new file of rows, and says what was done. */
    public static String fromTable(String source, String target, Outcome outcome) {
        TableAddress where = TableAddress.parse(source);
        try (Tables tables = where.existing()) {
            Table table = tables.load(where.name());
            long count;
            try (Stream<Row> all = table.scan().rows()) {
                count = RowFiles.of(target).write(table.schema(), all);
            }
            return done(outcome, target, table.schema(), count);
        }
    }

    /** Writes the rows of a file into a new one of another format, and says what was done. */
    public static String between(String source, String target, Outcome outcome) {
        RowFile rowFile = rowFile(source);
        long count;
        try (Stream<Row> rows = rowFile.rows()) {
            count = RowFiles.of(target).write(rowFile.schema(), rows);
        }
        return done(outcome, target, rowFile.schema(), count);
    }

    /** Writes the rows of a file into a new compound dataset, and says what was done. */
    public static String toFile(String source, Address target, Outcome outcome) {
        RowFile rowFile = rowFile(source);
        try (Stream<Row> rows = rowFile.rows()) {
            return toFile(source, rowFile.schema(), rows, target, outcome);
        }
    }

    /** Writes the rows of a table into a new compound dataset, and says what was done. */
    public static String tableToFile(String source, Address target, Outcome outcome) {
        TableAddress where = TableAddress.parse(source);
        try (Tables tables = where.existing()) {
            Table table = tables.load(where.name());
            try (Stream<Row> rows = table.scan().rows()) {
                return toFile(source, table.schema(), rows, target, outcome);
            }
        }
    }

    /** Writes the rows of a table, or of a file of rows, as CSV, JSON or a JSON object a line, as the target's name says. */
    public static String toText(String source, String target, Outcome outcome) {
        if (RowFiles.isFormat(RowFiles.suffix(source))) {
            RowFile rowFile = rowFile(source);
            try (Stream<Row> rows = rowFile.rows()) {
                return toText(rowFile.schema(), rows, target, outcome);
            }
        }
        TableAddress where = TableAddress.parse(source);
        try (Tables tables = where.existing()) {
            Table table = tables.load(where.name());
            try (Stream<Row> rows = table.scan().rows()) {
                return toText(table.schema(), rows, target, outcome);
            }
        }
    }

    private static String toText(Schema schema, Stream<Row> rows, String target, Outcome outcome) {
        Grid.Format format = Grid.format(RowFiles.suffix(target), false);
        Path file = Path.of(target);
        Path work = Path.of(target + ".part");
        LongAdder count = new LongAdder();
        try {
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(work));
                    PrintStream out = new PrintStream(stream, false, StandardCharsets.UTF_8)) {
                Grid.print(
                        out,
                        format,
                        schema.names(),
                        rows.peek(row -> count.increment()).map(Row::asMap));
                if (out.checkError()) {
                    throw new IOException(target + ": not everything could be written");
                }
            }
            Files.move(work, file, StandardCopyOption.REPLACE_EXISTING);
            return done(outcome, target, schema, count.sum());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            work.toFile().delete();
        }
    }

    private static RowFile rowFile(String source) {
        if (!Files.isRegularFile(Path.of(source))) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, source + ": no such file");
        }
        return RowFiles.of(source);
    }

    private static String toFile(String source, Schema schema, Stream<Row> rows, Address target, Outcome outcome) {
        if (target.isRoot() || target.slice() != null) {
            throw CommandFailure.usage(target + ": the path of a dataset that is to be made is expected: FILE/PATH");
        }
        Map<String, DType> members = new LinkedHashMap<>();
        schema.columns().forEach(column -> members.put(column.name(), type(column, source)));
        long count = 0;
        try (H5File file = Opening.toChangeOrMake(target.file())) {
            if (file.contains(target.object())) {
                throw new CommandFailure(
                        ExitStatus.FAILED, target + " exists already; remove it first, or name another");
            }
            Dataset dataset = file.create(target.object())
                    .type(DType.compound(members))
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(4096)
                    .attr("columns", schema.toString())
                    .create();
            List<Object[]> piece = new ArrayList<>();
            for (Row row : (Iterable<Row>) rows::iterator) {
                piece.add(values(schema, row, source, count++));
                if (piece.size() == PIECE) {
                    dataset.append(piece.toArray(new Object[0][]));
                    piece.clear();
                }
            }
            if (!piece.isEmpty()) {
                dataset.append(piece.toArray(new Object[0][]));
            }
        }
        return done(outcome, target.toString(), schema, count);
    }

    /** The rows of an object, or those that the address selects. */
    static ArrayRows rows(H5File file, Address source) {
        Node node = file.get(source.object());
        return source.slice() == null ? ArrayRows.of(node) : ArrayRows.of(node, source.slice());
    }

    private static String done(Outcome outcome, String target, Schema schema, long rows) {
        outcome.with("to", target).with("rows", rows).with("columns", schema.toString());
        return target + ": " + rows + " rows of " + schema;
    }

    private static DType type(Column column, String source) {
        if (column.type() instanceof ColumnType.Simple simple) {
            switch (simple) {
                case BOOLEAN -> {
                    return DType.BOOL;
                }
                case INT, DATE -> {
                    return DType.I32;
                }
                case LONG, TIME, TIMESTAMP, TIMESTAMPTZ -> {
                    return DType.I64;
                }
                case FLOAT -> {
                    return DType.F32;
                }
                case DOUBLE -> {
                    return DType.F64;
                }
                case STRING, UUID -> {
                    return DType.STRING;
                }
                default -> {
                    // What is left has no member type.
                }
            }
        }
        throw new CommandFailure(
                ExitStatus.FAILED,
                source + ": column '" + column.name() + "' is of type " + column.type()
                        + ", which a compound dataset does not take: numbers, flags, text, dates and times are taken");
    }

    private static Object[] values(Schema schema, Row row, String source, long number) {
        Object[] values = new Object[schema.columns().size()];
        for (int i = 0; i < values.length; i++) {
            Column column = schema.columns().get(i);
            Object value = row.get(column.name());
            values[i] = value == null ? missing(column, source, number) : plain(value);
        }
        return values;
    }

    /** What stands for a value that is missing, where there is such a thing. */
    private static Object missing(Column column, String source, long number) {
        if (column.type() == ColumnType.DOUBLE) {
            return Double.NaN;
        }
        if (column.type() == ColumnType.FLOAT) {
            return Float.NaN;
        }
        if (column.type() == ColumnType.STRING) {
            return "";
        }
        throw new CommandFailure(
                ExitStatus.FAILED,
                source + ": row " + number + " has no value in column '" + column.name() + "' of type " + column.type()
                        + ", and HDF5 has none that means this");
    }

    /** Dates as days, times as microseconds, both since 1970 or midnight. */
    private static Object plain(Object value) {
        if (value instanceof LocalDate date) {
            return (int) date.toEpochDay();
        }
        if (value instanceof Instant instant) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
        }
        if (value instanceof LocalDateTime time) {
            return ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC));
        }
        if (value instanceof LocalTime time) {
            return time.toNanoOfDay() / 1000;
        }
        return value instanceof java.util.UUID id ? id.toString() : value;
    }
}

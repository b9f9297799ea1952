package dev.tutti.table;

import dev.tutti.errors.H5NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.TableScanUtil;
import org.jspecify.annotations.Nullable;

/**
 * What is read of one version of a table: some columns, some rows. Files that cannot hold a row that is meant are not opened, nor are parts of files whose
 * statistics say so, nor columns that nobody asked for.
 *
 * <p>Immutable; each method returns a changed scan. Rows come from several threads and in no order, unless {@link #ordered()} says otherwise. A stream
 * that is not read to its end is to be closed.
 */
public final class Scan {
    private static final long SPLIT_BYTES = 64L << 20;

    private final ScanSource source;
    private final @Nullable List<String> columns;
    private final Filter filter;
    private final int threads;
    private final long limit;

    Scan(ScanSource source, int threads) {
        this(source, null, Filter.all(), threads, Long.MAX_VALUE);
    }

    private Scan(ScanSource source, @Nullable List<String> columns, Filter filter, int threads, long limit) {
        this.source = source;
        this.columns = columns;
        this.filter = filter;
        this.threads = threads;
        this.limit = limit;
    }

    /** Where a scan's files come from. */
    interface ScanSource {
        String name();

        Schema schema();

        org.apache.iceberg.io.FileIO io();

        /** The files that may hold rows for the filter. */
        CloseableIterable<FileScanTask> plan(Expression filter);

        /** Is told what was read. */
        default void reads(Filter filter) {}
    }

    /**
     * Reads these columns only, in this order.
     *
     * @throws H5NotFoundException if there is no such column
     */
    public Scan select(String... names) {
        for (String name : names) {
            if (source.schema().asStruct().field(name) == null) {
                throw new H5NotFoundException(
                        "table " + source.name() + " has no column '" + name + "'; it has " + allColumns());
            }
        }
        return new Scan(source, List.of(names), filter, threads, limit);
    }

    /**
     * Reads those rows only that this filter means as well.
     *
     * @throws H5NotFoundException if it names a column that is not there
     * @throws dev.tutti.errors.H5TypeException if it compares a column with what its type cannot hold
     */
    public Scan where(Filter more) {
        FilterBinding.bind("table " + source.name(), source.schema(), more);
        Filter both = filter.equals(Filter.all()) ? more : filter.and(more);
        return new Scan(source, columns, both, threads, limit);
    }

    /** Reads those rows only that the text of a filter means; see {@link Filter#parse}. */
    public Scan where(String text) {
        return where(Filter.parse(text));
    }

    /** Reads at most this many rows. */
    public Scan limit(long rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("a limit of " + rows + " rows");
        }
        return new Scan(source, columns, filter, threads, rows);
    }

    /** Reads with at most this many threads. */
    public Scan threads(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + number);
        }
        return new Scan(source, columns, filter, number, limit);
    }

    /** Reads in the caller's thread, so that rows that were appended together come in the order in which they were. */
    public Scan ordered() {
        return threads(1);
    }

    /** The columns that are read, in order. */
    public List<String> columns() {
        return columns != null ? columns : allColumns();
    }

    /** The columns that are read, in order, with their types. */
    public dev.tutti.table.Schema schema() {
        dev.tutti.table.Schema all = IcebergTypes.schema(source.schema());
        return new dev.tutti.table.Schema(
                columns().stream().map(name -> all.column(name).orElseThrow()).toList());
    }

    private List<String> allColumns() {
        return source.schema().columns().stream().map(NestedField::name).toList();
    }

    /** The rows. */
    public Stream<Row> rows() {
        ScanReader reader = reader(columns());
        RowDecoder decoder = new RowDecoder(reader.projection().asStruct(), columns());
        return stream(reader, decoder::decode);
    }

    /**
     * The rows as records of a class whose components are named as columns; only these columns are read.
     *
     * @throws H5NotFoundException if a component is named as no column
     */
    public <R extends java.lang.Record> Stream<R> as(Class<R> type) {
        List<String> names = RecordShape.of(type).names();
        Scan narrow = select(names.toArray(String[]::new));
        ScanReader reader = narrow.reader(names);
        RowDecoder decoder = new RowDecoder(reader.projection().asStruct(), names);
        return stream(reader, row -> RowDecoder.record(decoder.decode(row), type));
    }

    /** The rows as maps from names to values. */
    public Stream<Map<String, @Nullable Object>> maps() {
        return rows().map(Row::asMap);
    }

    /** The rows in lists of at most {@code rows}; all but the last are full. */
    public Stream<List<Row>> batches(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("a batch of " + rows + " rows");
        }
        Stream<Row> stream = rows();
        Iterator<Row> iterator = stream.iterator();
        Iterator<List<Row>> batches = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public List<Row> next() {
                List<Row> batch = new ArrayList<>(Math.min(rows, 1024));
                batch.add(iterator.next());
                while (batch.size() < rows && iterator.hasNext()) {
                    batch.add(iterator.next());
                }
                return batch;
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(batches, 0), false)
                .onClose(stream::close);
    }

    /** How many rows are meant. Without a filter the files' own counts are added up, and none is opened unless rows were deleted in it. */
    public long count() {
        if (filter.equals(Filter.all())) {
            source.reads(filter);
            long rows = listing(this::counted);
            if (rows >= 0) {
                return Math.min(limit, rows);
            }
        }
        List<String> few = columns().subList(0, 1);
        try (Stream<Integer> rows = stream(reader(few), row -> 1)) {
            return rows.count();
        }
    }

    /** The sum of the files' own counts, or -1 if rows were deleted beside some. */
    private long counted() throws IOException {
        long rows = 0;
        boolean deletes = false;
        try (CloseableIterable<FileScanTask> tasks = source.plan(Expressions.alwaysTrue())) {
            for (FileScanTask task : tasks) {
                rows += task.file().recordCount();
                deletes |= !task.deletes().isEmpty();
            }
        }
        return deletes ? -1 : rows;
    }

    private ScanReader reader(List<String> names) {
        Set<String> needed = new LinkedHashSet<>(names);
        needed.addAll(FilterBinding.columns("table " + source.name(), source.schema(), filter));
        Expression whole = FilterBinding.suitsPartitions(filter)
                ? null
                : FilterBinding.bind("table " + source.name(), source.schema(), filter);
        return new ScanReader(source.io(), source.schema(), source.schema().select(needed), whole);
    }

    private <T> Stream<T> stream(ScanReader reader, Function<Record, T> mapping) {
        source.reads(filter);
        Stream<T> rows = ParallelRows.stream(reader, tasks(), mapping, limit < 1000 ? 1 : threads);
        return limit == Long.MAX_VALUE ? rows : rows.limit(limit);
    }

    private List<FileScanTask> tasks() {
        return listed(all -> TableScanUtil.splitFiles(all, SPLIT_BYTES));
    }

    /** The data files that are read, for programs that read Parquet themselves. Those whose table has deletes of its own beside them are refused. */
    List<FileScanTask> files() {
        return listed(all -> all);
    }

    private List<FileScanTask> listed(UnaryOperator<CloseableIterable<FileScanTask>> split) {
        Expression expression = FilterBinding.bind("table " + source.name(), source.schema(), filter);
        return listing(() -> {
            List<FileScanTask> tasks = new ArrayList<>();
            try (CloseableIterable<FileScanTask> all = split.apply(source.plan(expression))) {
                all.forEach(tasks::add);
            }
            return tasks;
        });
    }

    /** Something that goes through the manifests. */
    private interface Listing<T> {
        T run() throws IOException;
    }

    private <T> T listing(Listing<T> listing) {
        String meaning = "its files cannot be listed; see to the disk, or go back to a version that can be read"
                + " (Table.rollback, Table.at)";
        return StorageErrors.told(source.name(), meaning, () -> {
            try {
                return listing.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

package dev.tutti.table;

import dev.tutti.errors.H5ClosedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Changes of one table that are all committed, or none.
 *
 * <pre>{@code
 * try (TableTransaction tx = table.begin()) {
 *     tx.delete(Filter.less("time", limit));
 *     tx.append(rows);
 *     tx.commit();
 * }
 * }</pre>
 *
 * Reads go to the version of the beginning; changes of the transaction itself are not among them. Changes are done at the commit, one after the
 * other, upon the version that is the newest then; if others are quicker they are done again. What was <em>read</em> cannot be done again: if others have
 * changed it, the commit is a {@link TableConflictException}. So transactions of one table are serialisable in the order of their commits, and
 * {@link Table#change} repeats those that read. For one thread. Closing without a commit takes everything back.
 */
public final class TableTransaction implements AutoCloseable {
    private static final int OPTIMISTIC = 2;

    private enum State {
        OPEN,
        COMMITTED,
        ENDED
    }

    private final TableCore core;
    private final TableMetadata begun;
    private final List<TransactionStep> steps = new ArrayList<>();
    private final List<Filter> reads = new ArrayList<>();
    private final Map<String, Optional<String>> propertyReads = new LinkedHashMap<>();
    private final List<String> files = new ArrayList<>();
    private WriteTarget target;
    private boolean columnsAreFixed;
    private boolean columnsChange;
    private @Nullable String commitId;
    private State state = State.OPEN;

    TableTransaction(TableCore core) {
        this.core = core;
        this.begun = core.newest();
        this.target = new WriteTarget(core.name(), begun, core.io());
    }

    private String name() {
        return core.name();
    }

    private void checkOpen() {
        if (state != State.OPEN) {
            throw new H5ClosedException("table " + name() + ": the transaction has ended; begin another");
        }
    }

    /** The version of the beginning. What is read of it must still be so at the commit. */
    public TableView view() {
        checkOpen();
        return TableView.current(core.head(), begun, core.io(), core.options(), reads::add);
    }

    /** Reads the version of the beginning. What is read must still be so at the commit. */
    public Scan scan() {
        return view().scan();
    }

    /**
     * Names the commit: if it is in the table by that name already, {@link #commit} changes nothing.
     *
     * @see Table#append(String, Collection)
     */
    public TableTransaction commitId(String id) {
        checkOpen();
        commitId = CommitIds.checked(id);
        return this;
    }

    /**
     * Adds rows.
     *
     * @throws dev.tutti.errors.H5TypeException if a row does not fit the columns; the transaction is as it was
     */
    public TableTransaction append(Collection<?> rows) {
        steps.add(new TransactionStep.Append(write(() -> BulkRows.of(rows))));
        return this;
    }

    /**
     * Adds the rows of a stream, of any length; they are written now, as {@link Table#append(Stream)} does it, and in nobody's sight until the commit.
     *
     * @throws dev.tutti.errors.H5TypeException if a row does not fit the columns; the transaction is as it was
     */
    public TableTransaction append(Stream<?> rows) {
        try (rows) {
            steps.add(new TransactionStep.Append(write(() -> BulkRows.of(rows))));
        }
        return this;
    }

    /** Deletes the rows that a filter means at the commit. */
    public TableTransaction delete(Filter filter) {
        return change(RowChange.delete(checked(filter)), List.of());
    }

    /**
     * Replaces the rows that a filter means at the commit.
     *
     * @param replacement gives the new row; it is called again if others are quicker, from several threads
     */
    public TableTransaction update(Filter filter, UnaryOperator<Row> replacement) {
        return change(RowChange.update(checked(filter), replacement), List.of());
    }

    /** Deletes the rows that a filter means at the commit and adds others, in one snapshot. */
    public TableTransaction overwrite(Filter filter, Collection<?> rows) {
        RowChange change = RowChange.delete(checked(filter));
        return change(change, write(() -> BulkRows.of(rows)));
    }

    /**
     * Adds rows in the place of those that have the same values in the key's columns at the commit. Of rows with the same key among {@code rows} the last counts.
     *
     * @param key names of columns, which have a value in each row
     */
    public TableTransaction upsert(List<String> key, Collection<?> rows) {
        checkOpen();
        Map<List<@Nullable Object>, Record> last = new LinkedHashMap<>();
        for (Record row : target.encoder().all(rows)) {
            List<@Nullable Object> value = new ArrayList<>();
            for (String name : key) {
                value.add(row.struct().field(name) == null ? null : RowDecoder.natural(row.getField(name)));
            }
            last.put(value, row);
        }
        if (last.isEmpty()) {
            return this;
        }
        RowChange change = RowChange.deleteKeys("table " + name(), key, List.copyOf(last.values()));
        return change(change, write(() -> BulkRows.of(last.values())));
    }

    /**
     * Changes columns; rows that are added after this call have the new ones.
     *
     * @throws dev.tutti.errors.H5UnsupportedException on a branch, which has no columns of its own
     */
    public TableTransaction columns(Consumer<SchemaChange> changes) {
        checkOpen();
        core.head().demandMain("columns");
        SchemaChange change = new SchemaChange();
        changes.accept(change);
        steps.add(new TransactionStep.Columns(change));
        TableMetadata all = begun;
        org.apache.iceberg.Schema schema = target.schema();
        target = new WriteTarget(name(), all, applied(change, schema), core.io());
        columnsChange = true;
        return this;
    }

    /** The columns behind the change, upon those that the transaction has reached. */
    private org.apache.iceberg.Schema applied(SchemaChange change, org.apache.iceberg.Schema schema) {
        Transaction rehearsal = Transactions.newTransaction(name(), new FixedOperations(begun, core.io()));
        for (TransactionStep step : steps) {
            if (step instanceof TransactionStep.Columns columns && columns.change() != change) {
                var update = rehearsal.updateSchema();
                columns.change().applyTo(update, schema.asStruct());
                update.commit();
            }
        }
        return change.applyTo(rehearsal.updateSchema(), schema.asStruct()).apply();
    }

    /** A property of the table at the beginning; it must still be so at the commit. */
    public Optional<String> property(String key) {
        checkOpen();
        String value = begun.properties().get(key);
        propertyReads.put(key, Optional.ofNullable(value));
        return Optional.ofNullable(value);
    }

    /**
     * Sets a property of the table.
     *
     * @throws dev.tutti.errors.H5UnsupportedException on a branch, which has no properties of its own
     */
    public TableTransaction property(String key, String value) {
        checkOpen();
        core.head().demandMain("properties");
        steps.add(new TransactionStep.Properties(Map.of(key, value)));
        return this;
    }

    private Filter checked(Filter filter) {
        checkOpen();
        FilterBinding.bind("table " + name(), target.schema(), filter);
        return filter;
    }

    private TableTransaction change(RowChange change, List<DataFile> added) {
        checkOpen();
        steps.add(new TransactionStep.Change(change, added));
        return this;
    }

    private List<DataFile> write(Supplier<BulkRows> rows) {
        checkOpen();
        columnsAreFixed |= columnsChange;
        BulkRows all = rows.get();
        List<DataFile> written = all.few()
                ? written(target.encoder().all(all.first()))
                : BulkAppend.write(target, all, core.options().threads());
        written.forEach(file -> files.add(file.location()));
        return written;
    }

    private List<DataFile> written(List<Record> rows) {
        return StorageErrors.told(name(), StorageErrors.NOTHING, () -> PartitionedWriter.write(target, rows));
    }

    /**
     * Commits all changes.
     *
     * @return the snapshot that has them; the one of before if there was nothing to change; empty for a table that never had one
     * @throws TableConflictException if others have changed what was read, or were quicker for as long as {@link TablesOptions#commitTimeout} allows; nothing was
     *     committed
     * @throws TableCommitUnknownException if the catalog did not say whether it is done
     */
    public Optional<Snapshot> commit() {
        checkOpen();
        state = State.ENDED;
        boolean keep = false;
        try {
            Optional<Snapshot> snapshot =
                    steps.isEmpty() ? view(begun) : StorageErrors.told(name(), StorageErrors.NOTHING, this::committed);
            keep = true;
            state = State.COMMITTED;
            return snapshot;
        } catch (TableCommitUnknownException e) {
            keep = true;
            throw e;
        } finally {
            if (!keep) {
                WriteTarget.discard(core.io(), files);
            }
        }
    }

    private Optional<Snapshot> view(TableMetadata metadata) {
        return Optional.ofNullable(core.head().newest(metadata)).map(Snapshot::of);
    }

    private Optional<Snapshot> committed() {
        String id = commitId != null ? commitId : CommitIds.make();
        List<String> callerIds = commitId != null ? List.of(commitId) : List.of();
        SafeOperations operations = core.freshOperations();
        Attempt attempt = new Attempt(operations, id, callerIds);
        try {
            Optional<Snapshot> snapshot = core.loop(operations).run(1, id, attempt::demand, attempt);
            if (attempt.committed != null) {
                core.maintenance().afterCommit(attempt.committed);
            }
            return snapshot;
        } catch (CommitLoop.Landed e) {
            WriteTarget.discard(core.io(), files);
            return CommitIds.find(core.head(), core.newest(), callerIds);
        }
    }

    /** Does the steps upon the newest version: first without the commit lock, for others to go on meanwhile; if they are too quick, with it. */
    private final class Attempt implements CommitLoop.Attempt<Optional<Snapshot>> {
        private final Head head = core.head();
        private final SafeOperations operations;
        private final String id;
        private final List<String> callerIds;
        private int prepared;
        private long waited;
        private TransactionStep.@Nullable Runner runner;
        private @Nullable Transaction transaction;
        private @Nullable Long planned;
        /** The version that has it all. From then on no error means that nothing was committed. */
        private @Nullable TableMetadata committed;

        Attempt(SafeOperations operations, String id, List<String> callerIds) {
            this.operations = operations;
            this.id = id;
            this.callerIds = callerIds;
        }

        @Override
        public void prepare() {
            if (prepared++ < OPTIMISTIC) {
                doSteps();
            }
        }

        private void doSteps() {
            Transaction tx = Transactions.newTransaction(name(), operations);
            // The version that it begins with; another look at the catalog might find one without this branch.
            TableMetadata newest = operations.current();
            head.demand(newest);
            CommitIds.demandNew(head, newest, callerIds);
            checkReads(newest);
            planned = id(head.newest(newest));
            TransactionStep.Runner steps = new TransactionStep.Runner(
                    head,
                    tx,
                    schema -> new WriteTarget(name(), newest, schema, core.io()),
                    core.options().threads(),
                    this::note);
            transaction = tx;
            runner = steps;
            try {
                TableTransaction.this.steps.forEach(steps::run);
            } catch (RuntimeException | Error e) {
                discard();
                throw e;
            }
        }

        private void note(SnapshotUpdate<?> update, int number) {
            // Each snapshot of the transaction has the id: the last of them is the one that counts.
            CommitIds.note(
                    update,
                    id,
                    callerIds,
                    new CommitIds.Course(
                            1, waited, prepared - 1, core.counters().refused()));
        }

        @Override
        public void landed(TableMetadata version) {
            committed = version;
        }

        @Override
        public Optional<Snapshot> run(SafeOperations same, long millis) {
            waited = millis;
            try {
                if (transaction == null) {
                    doSteps();
                }
                if (transaction == null) {
                    throw new IllegalStateException("a transaction without steps");
                }
                transaction.commitTransaction();
            } catch (ValidationException e) {
                discard();
                throw new CommitLoop.Stale(String.valueOf(e.getMessage()));
            } catch (org.apache.iceberg.exceptions.CommitStateUnknownException e) {
                throw e; // Its files may be in the table.
            } catch (RuntimeException e) {
                discard();
                throw e;
            }
            // Without the catalog, if it can be: an error of it now would let files be deleted that are in the table.
            return Committer.committed(head, committed != null ? committed : operations.current(), id);
        }

        private void discard() {
            if (runner != null) {
                WriteTarget.discard(core.io(), runner.written());
            }
            transaction = null;
            runner = null;
        }

        private static @Nullable Long id(org.apache.iceberg.@Nullable Snapshot snapshot) {
            return snapshot == null ? null : snapshot.snapshotId();
        }

        /** What a version must be like to be committed upon: as it was read, and as it was when the steps were done. */
        void demand(TableMetadata base) {
            head.demand(base);
            CommitIds.demandNew(head, base, callerIds);
            checkReads(base);
            List<Expression> chosen = runner == null ? List.of() : runner.filters();
            String change = ChangeCheck.since(head, base, planned, core.io(), chosen);
            if (change != null) {
                throw new CommitLoop.Stale(change);
            }
        }

        private void checkReads(TableMetadata base) {
            if (columnsAreFixed
                    && (base.lastColumnId() != begun.lastColumnId()
                            || base.currentSchemaId() != begun.currentSchemaId())) {
                throw new CommitLoop.Refusal("others have changed the columns, and rows were written for new ones");
            }
            propertyReads.forEach((key, value) -> {
                if (!value.equals(Optional.ofNullable(base.properties().get(key)))) {
                    throw new CommitLoop.Refusal("others have changed the property " + key + ", which was read");
                }
            });
            List<Expression> filters = reads.stream()
                    .distinct()
                    .map(filter -> FilterBinding.bind("table " + name(), begun.schema(), filter))
                    .toList();
            String change = ChangeCheck.since(head, base, id(head.newest(begun)), core.io(), filters);
            if (change != null) {
                throw new CommitLoop.Refusal(change);
            }
        }
    }

    /** Takes everything back; nothing happens after a commit. */
    public void rollback() {
        if (state == State.OPEN) {
            state = State.ENDED;
            WriteTarget.discard(core.io(), files);
        }
    }

    /** Takes everything back that was not committed. */
    @Override
    public void close() {
        rollback();
    }

    /** Its table, and how many steps it has. */
    @Override
    public String toString() {
        return "transaction of table " + name() + ", " + steps.size() + " steps";
    }
}

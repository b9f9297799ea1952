package dev.tutti.table;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * The catalog's operations on one table, with two promises more. What a commit demands of the version that it is made upon is checked against just that
 * version: the catalog's compare-and-set makes both one step. And an error of the catalog is not believed: the table is looked at, so that a commit that
 * is in counts as done, and one that may be in is never taken for failed (who takes it so deletes its files). Used by one thread at a time.
 */
final class SafeOperations implements TableOperations {
    private static final int MOVED = 20;

    private final TableOperations catalog;
    private final NotedFileIO io;
    private final boolean embedded;
    private Consumer<TableMetadata> check = base -> {};
    private Consumer<TableMetadata> landed = version -> {};
    private int attempts;

    /**
     * Wraps a catalog's operations.
     *
     * @param embedded whether a call of the catalog that has failed cannot take effect later
     */
    SafeOperations(TableOperations catalog, boolean embedded) {
        this.catalog = catalog;
        this.io = new NotedFileIO(catalog.io());
        this.embedded = embedded;
    }

    /**
     * Begins to count attempts anew.
     *
     * @param demand throws if a version is not one to commit upon
     * @param done called with a version when it is in: what Iceberg does behind that, such as looking for files to delete, is no reason for anybody to wait
     */
    void begin(Consumer<TableMetadata> demand, Consumer<TableMetadata> done) {
        check = demand;
        landed = done;
        attempts = 0;
        io.forget();
    }

    /** Deletes what Iceberg has written since the beginning for a commit that is not in, and is certain not to come. */
    void discard() {
        io.discard();
    }

    /** How often the catalog was asked to commit. */
    int attempts() {
        return attempts;
    }

    @Override
    public TableMetadata current() {
        return catalog.current();
    }

    /** The newest version. A metadata file that is gone before it was read has been replaced by newer ones: the catalog is asked again. */
    @Override
    public TableMetadata refresh() {
        for (int i = 1; ; i++) {
            try {
                return catalog.refresh();
            } catch (NotFoundException e) {
                if (i == MOVED) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void commit(TableMetadata base, TableMetadata changed) {
        check.accept(base);
        attempts++;
        try {
            catalog.commit(base, changed);
        } catch (ValidationException e) {
            throw e;
        } catch (RuntimeException e) {
            settle(base, changed, e);
        }
        io.forget();
        landed.accept(changed);
    }

    /** Returns if the commit is in; throws the error if it is not; says so if that cannot be found out. */
    private void settle(TableMetadata base, TableMetadata changed, RuntimeException error) {
        boolean interrupted = Thread.interrupted();
        try {
            TableMetadata now = refresh();
            Set<Long> added = added(base, changed);
            if (!added.isEmpty() && added.stream().allMatch(id -> now.snapshot(id) != null)) {
                return;
            }
            if (error instanceof CleanableFailure || error instanceof CommitStateUnknownException) {
                throw error;
            }
            if (embedded
                    && now.metadataFileLocation() != null
                    && now.metadataFileLocation().equals(base.metadataFileLocation())) {
                // The catalog stands where it stood: the change was refused as a whole.
                throw error;
            }
            throw new CommitStateUnknownException(error);
        } catch (RuntimeException e) {
            if (e == error || e instanceof CommitStateUnknownException) {
                throw e;
            }
            error.addSuppressed(e);
            throw new CommitStateUnknownException(error);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Set<Long> added(TableMetadata base, TableMetadata changed) {
        Set<Long> added = new HashSet<>();
        changed.snapshots().forEach(snapshot -> added.add(snapshot.snapshotId()));
        for (Snapshot snapshot : base.snapshots()) {
            added.remove(snapshot.snapshotId());
        }
        return added;
    }

    @Override
    public FileIO io() {
        return io;
    }

    @Override
    public EncryptionManager encryption() {
        return catalog.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return catalog.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return catalog.locationProvider();
    }

    @Override
    public TableOperations temp(TableMetadata metadata) {
        return new Reached(catalog.temp(metadata), io);
    }

    @Override
    public long newSnapshotId() {
        return catalog.newSnapshotId();
    }

    @Override
    public boolean requireStrictCleanup() {
        return true;
    }

    /** What a transaction has reached and not committed: the catalog's operations for that, whose files are noted as well. */
    private record Reached(TableOperations catalog, FileIO io) implements TableOperations {
        @Override
        public TableMetadata current() {
            return catalog.current();
        }

        @Override
        public TableMetadata refresh() {
            return catalog.refresh();
        }

        @Override
        public void commit(TableMetadata base, TableMetadata changed) {
            catalog.commit(base, changed);
        }

        @Override
        public EncryptionManager encryption() {
            return catalog.encryption();
        }

        @Override
        public String metadataFileLocation(String fileName) {
            return catalog.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return catalog.locationProvider();
        }

        @Override
        public long newSnapshotId() {
            return catalog.newSnapshotId();
        }
    }
}

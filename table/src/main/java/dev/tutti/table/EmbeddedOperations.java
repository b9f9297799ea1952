package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import dev.tutti.table.local.BarrierFileIO;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * A table of the embedded catalog. Which metadata file is the newest is asked of the catalog each time; what stands in it is read once in a process, and not at
 * all if the process has written it itself. Used by one thread at a time.
 */
final class EmbeddedOperations extends BaseMetastoreTableOperations {
    private static final int READS = 20;

    private final CatalogFile catalog;
    private final TableIdentifier table;
    private final BarrierFileIO io;
    private final AtomicReference<@Nullable TableMetadata> known;
    private final MetadataWriter writer;

    /**
     * Makes operations.
     *
     * @param known the newest version that this process has seen, shared by all operations on the table, as {@code writer} is
     */
    EmbeddedOperations(
            CatalogFile catalog,
            TableIdentifier table,
            BarrierFileIO io,
            AtomicReference<@Nullable TableMetadata> known,
            MetadataWriter writer) {
        this.catalog = catalog;
        this.table = table;
        this.io = io;
        this.known = known;
        this.writer = writer;
    }

    @Override
    protected String tableName() {
        return table.toString();
    }

    @Override
    public FileIO io() {
        return io;
    }

    @Override
    protected void doRefresh() {
        String location = catalog.location(table);
        if (location == null) {
            throw new NoSuchTableException("table %s is not in the catalog", table);
        }
        refreshFromMetadataLocation(location, null, READS, this::version);
    }

    private TableMetadata version(String location) {
        TableMetadata last = known.get();
        if (last != null && location.equals(last.metadataFileLocation())) {
            return last;
        }
        TableMetadata read = TableMetadataParser.read(io, location);
        known.set(read);
        return read;
    }

    /** Certain to have failed, so that its files are deleted, and not to be tried again, for the disk is the reason. */
    private static final class NotOnDisk extends H5Exception implements CleanableFailure {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        NotOnDisk(String message, IOException cause) {
            super(message, cause);
        }
    }

    /** Deletes what nothing refers to; that it cannot be is no reason to hide why it has to be. */
    private void discard(String location) {
        WriteTarget.discard(io, List.of(location));
    }

    private static String extension(TableMetadata metadata) {
        return TableMetadataParser.getFileExtension(
                metadata.property(TableProperties.METADATA_COMPRESSION, TableProperties.METADATA_COMPRESSION_DEFAULT));
    }

    @Override
    protected void doCommit(TableMetadata base, TableMetadata changed) {
        String location = metadataFileLocation(
                changed,
                String.format(Locale.ROOT, "%05d-%s%s", currentVersion() + 1, UUID.randomUUID(), extension(changed)));
        try {
            writer.write(changed, io.newOutputFile(location));
            io.barrier();
        } catch (RuntimeException e) {
            discard(location);
            throw e;
        } catch (IOException e) {
            discard(location);
            throw new NotOnDisk(
                    "table " + table + ": what was to be committed cannot be brought to disk (" + e.getMessage()
                            + "); nothing was committed: see to the disk, and append again",
                    e);
        }
        if (!catalog.move(table, base.metadataFileLocation(), location)) {
            discard(location);
            throw new CommitFailedException("table %s is not at %s any more", table, base.metadataFileLocation());
        }
        // As it would be read: the same, without the list of what is new in it.
        known.set(TableMetadata.buildFrom(changed)
                .discardChanges()
                .withMetadataLocation(location)
                .build());
    }
}

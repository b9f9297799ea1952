package dev.tutti.table;

import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** One version of a table, which never changes: for reading and for writing data files. Thread-safe. */
final class FixedOperations implements TableOperations {
    private final TableMetadata metadata;
    private final FileIO io;
    private final LocationProvider locations;

    FixedOperations(TableMetadata metadata, FileIO io) {
        this.metadata = metadata;
        this.io = io;
        this.locations = LocationProviders.locationsFor(metadata.location(), metadata.properties());
    }

    @Override
    public TableMetadata current() {
        return metadata;
    }

    @Override
    public TableMetadata refresh() {
        return metadata;
    }

    @Override
    public void commit(TableMetadata base, TableMetadata changed) {
        throw new UnsupportedOperationException(
                "a version of a table does not change; begin a transaction on the table");
    }

    @Override
    public FileIO io() {
        return io;
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return metadata.location() + "/metadata/" + fileName;
    }

    @Override
    public LocationProvider locationProvider() {
        return locations;
    }
}

package dev.tutti.table;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.TableProperties;

/** The properties that new tables get, so that every engine that writes to them does what keeps them quick. */
final class TableSettings {
    /** A data file is full at this size. */
    static final long FILE_BYTES = 128L << 20;

    private TableSettings() {}

    static Map<String, String> initial() {
        Map<String, String> properties = new HashMap<>();
        properties.put(TableProperties.FORMAT_VERSION, "2");
        properties.put(TableProperties.PARQUET_COMPRESSION, "zstd");
        properties.put(TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, Long.toString(FILE_BYTES));
        properties.put(TableProperties.METADATA_COMPRESSION, "none");
        properties.put(TableProperties.MANIFEST_COMPRESSION, "uncompressed");
        properties.put(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true");
        properties.put(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, "50");
        properties.put(TableProperties.MANIFEST_MIN_MERGE_COUNT, "50");
        properties.put(TableProperties.COMMIT_NUM_RETRIES, "50");
        properties.put(TableProperties.COMMIT_MIN_RETRY_WAIT_MS, "10");
        properties.put(TableProperties.COMMIT_MAX_RETRY_WAIT_MS, "500");
        properties.put(TableProperties.COMMIT_TOTAL_RETRY_TIME_MS, "30000");
        return properties;
    }
}

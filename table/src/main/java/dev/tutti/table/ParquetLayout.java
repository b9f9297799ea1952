package dev.tutti.table;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/**
 * How rows of one schema stand in Parquet files, worked out of a table's properties once for all its files. Iceberg's own builder works it out for each file, and
 * reads Hadoop's configuration files for each, which takes longer than to write a few rows. Thread-safe.
 */
final class ParquetLayout {
    /** What Parquet calls the level of Zstandard, gzip and Brotli. */
    private static final Map<CompressionCodecName, String> LEVELS = Map.of(
            CompressionCodecName.ZSTD, "parquet.compression.codec.zstd.level",
            CompressionCodecName.GZIP, "zlib.compress.level",
            CompressionCodecName.BROTLI, "compression.brotli.quality");

    private final Schema schema;
    private final Map<String, String> properties;
    private final MetricsConfig metrics;
    private final MessageType type;
    private final Map<String, String> footer;
    private final ParquetProperties pages;
    private final long groupBytes;
    private final CompressionCodecName codec;
    private final ParquetConfiguration configuration = new PlainParquetConfiguration();
    private final boolean special;

    ParquetLayout(Schema schema, Map<String, String> properties, MetricsConfig metrics) {
        this.schema = schema;
        this.properties = properties;
        this.metrics = metrics;
        this.type = ParquetSchemaUtil.convert(schema, "table");
        this.footer = Map.of("iceberg.schema", SchemaParser.toJson(schema));
        this.groupBytes = PropertyUtil.propertyAsLong(
                properties,
                TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
                TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT);
        this.codec = CompressionCodecName.valueOf(properties
                .getOrDefault(TableProperties.PARQUET_COMPRESSION, "zstd")
                .toUpperCase(Locale.ROOT));
        String level = properties.get(TableProperties.PARQUET_COMPRESSION_LEVEL);
        String levelName = LEVELS.get(codec);
        if (level != null && levelName != null) {
            configuration.set(levelName, level);
        }
        this.pages = pages(properties);
        this.special = properties.keySet().stream()
                .anyMatch(name -> name.startsWith("write.parquet.bloom-filter")
                        || name.startsWith("write.parquet.stats-enabled"));
    }

    private static ParquetProperties pages(Map<String, String> properties) {
        return ParquetProperties.builder()
                .withWriterVersion(ParquetProperties.WriterVersion.PARQUET_1_0)
                .withPageSize(PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_PAGE_SIZE_BYTES,
                        TableProperties.PARQUET_PAGE_SIZE_BYTES_DEFAULT))
                .withPageRowCountLimit(PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_PAGE_ROW_LIMIT,
                        TableProperties.PARQUET_PAGE_ROW_LIMIT_DEFAULT))
                .withDictionaryEncoding(true)
                .withDictionaryPageSize(PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_DICT_SIZE_BYTES,
                        TableProperties.PARQUET_DICT_SIZE_BYTES_DEFAULT))
                .withMinRowCountForPageSizeCheck(PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_ROW_GROUP_CHECK_MIN_RECORD_COUNT,
                        TableProperties.PARQUET_ROW_GROUP_CHECK_MIN_RECORD_COUNT_DEFAULT))
                .withMaxRowCountForPageSizeCheck(PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT,
                        TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT_DEFAULT))
                .build();
    }

    /** Begins a file. */
    FileAppender<Record> write(OutputFile file) throws IOException {
        if (special) {
            // What a user of Iceberg has asked for column by column is left to Iceberg.
            return Parquet.write(file)
                    .schema(schema)
                    .setAll(properties)
                    .metricsConfig(metrics)
                    .named("table")
                    .createWriterFunc((columns, message) -> GenericParquetWriter.create(columns, message))
                    .build();
        }
        return new ParquetAppender(this, file);
    }

    Schema schema() {
        return schema;
    }

    MetricsConfig metrics() {
        return metrics;
    }

    MessageType type() {
        return type;
    }

    Map<String, String> footer() {
        return footer;
    }

    ParquetProperties pages() {
        return pages;
    }

    long groupBytes() {
        return groupBytes;
    }

    CompressionCodecName codec() {
        return codec;
    }

    ParquetConfiguration configuration() {
        return configuration;
    }
}

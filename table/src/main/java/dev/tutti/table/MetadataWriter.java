package dev.tutti.table;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotRefParser;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadata.MetadataLogEntry;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.JsonUtil;

/**
 * Writes metadata files, letter for letter as Iceberg does. Each commit writes all snapshots and logs anew, which were hundreds of entries and are one more now:
 * their texts are kept. Thread-safe.
 */
final class MetadataWriter {
    /** The version of the format whose fields are known here; others are left to Iceberg. */
    private static final int VERSION = 2;

    /** A snapshot by all that can differ: one that is committed again, upon what another engine has committed meanwhile, keeps its number. */
    private record Version(long id, String manifests, long sequence, long time) {
        static Version of(Snapshot snapshot) {
            return new Version(
                    snapshot.snapshotId(),
                    snapshot.manifestListLocation(),
                    snapshot.sequenceNumber(),
                    snapshot.timestampMillis());
        }
    }

    /** Snapshots by their version, entries of the log of metadata by their file. Replaced as a whole, never changed. */
    private volatile Map<Object, String> texts = Map.of();

    /** Writes a file, compressed if its name says so. */
    void write(TableMetadata metadata, OutputFile file) {
        byte[] text = text(metadata).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = file.createOrOverwrite();
                OutputStream encoded = file.location().contains(".gz.") ? new GZIPOutputStream(out) : out) {
            encoded.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(file.location() + ": the metadata cannot be written", e);
        }
    }

    /** What stands in the file. */
    String text(TableMetadata metadata) {
        boolean plain = metadata.formatVersion() == VERSION
                && metadata.statisticsFiles().isEmpty()
                && metadata.partitionStatisticsFiles().isEmpty()
                && metadata.encryptionKeys().isEmpty();
        if (!plain) {
            return TableMetadataParser.toJson(metadata);
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonUtil.factory().createGenerator(text)) {
            json.writeStartObject();
            columns(metadata, json);
            state(metadata, json);
            logs(metadata, json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("metadata as text", e);
        }
        return text.toString();
    }

    private static void columns(TableMetadata metadata, JsonGenerator json) throws IOException {
        json.writeNumberField("format-version", metadata.formatVersion());
        json.writeStringField("table-uuid", metadata.uuid());
        if (metadata.location() != null) {
            json.writeStringField("location", metadata.location());
        }
        json.writeNumberField("last-sequence-number", metadata.lastSequenceNumber());
        json.writeNumberField("last-updated-ms", metadata.lastUpdatedMillis());
        json.writeNumberField("last-column-id", metadata.lastColumnId());
        json.writeNumberField("current-schema-id", metadata.currentSchemaId());
        json.writeArrayFieldStart("schemas");
        for (Schema schema : metadata.schemas()) {
            SchemaParser.toJson(schema, json);
        }
        json.writeEndArray();
        json.writeNumberField("default-spec-id", metadata.defaultSpecId());
        json.writeArrayFieldStart("partition-specs");
        for (PartitionSpec spec : metadata.specs()) {
            PartitionSpecParser.toJson(spec, json);
        }
        json.writeEndArray();
        json.writeNumberField("last-partition-id", metadata.lastAssignedPartitionId());
        json.writeNumberField("default-sort-order-id", metadata.defaultSortOrderId());
        json.writeArrayFieldStart("sort-orders");
        for (SortOrder order : metadata.sortOrders()) {
            SortOrderParser.toJson(order, json);
        }
        json.writeEndArray();
    }

    private static void state(TableMetadata metadata, JsonGenerator json) throws IOException {
        JsonUtil.writeStringMap("properties", metadata.properties(), json);
        Snapshot current = metadata.currentSnapshot();
        json.writeNumberField("current-snapshot-id", current == null ? -1 : current.snapshotId());
        json.writeObjectFieldStart("refs");
        for (Map.Entry<String, SnapshotRef> reference : metadata.refs().entrySet()) {
            json.writeFieldName(reference.getKey());
            SnapshotRefParser.toJson(reference.getValue(), json);
        }
        json.writeEndObject();
    }

    private void logs(TableMetadata metadata, JsonGenerator json) throws IOException {
        Map<Object, String> now = new HashMap<>();
        array("snapshots", metadata.snapshots(), json, snapshot -> kept(now, Version.of(snapshot), snapshot));
        array("statistics", List.of(), json, String::valueOf);
        array("partition-statistics", List.of(), json, String::valueOf);
        array("snapshot-log", metadata.snapshotLog(), json, MetadataWriter::text);
        array("metadata-log", metadata.previousFiles(), json, entry -> kept(now, entry.file(), entry));
        texts = now;
    }

    private static <T> void array(String name, List<T> entries, JsonGenerator json, Function<T, String> text)
            throws IOException {
        StringJoiner all = new StringJoiner(",", "[", "]");
        for (T entry : entries) {
            all.add(text.apply(entry));
        }
        json.writeFieldName(name);
        json.writeRawValue(all.toString());
    }

    private String kept(Map<Object, String> now, Object key, Object entry) {
        String before = texts.get(key);
        String text = before != null
                ? before
                : entry instanceof Snapshot snapshot
                        ? SnapshotParser.toJson(snapshot, false)
                        : text((MetadataLogEntry) entry);
        now.put(key, text);
        return text;
    }

    private static String text(HistoryEntry entry) {
        return "{\"timestamp-ms\":" + entry.timestampMillis() + ",\"snapshot-id\":" + entry.snapshotId() + '}';
    }

    private static String text(MetadataLogEntry entry) {
        return JsonUtil.generate(
                json -> {
                    json.writeStartObject();
                    json.writeNumberField("timestamp-ms", entry.timestampMillis());
                    json.writeStringField("metadata-file", entry.file());
                    json.writeEndObject();
                },
                false);
    }
}

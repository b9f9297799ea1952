package dev.tutti.server.table;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.server.text.Json;
import dev.tutti.table.Column;
import dev.tutti.table.Row;
import dev.tutti.table.Scan;
import dev.tutti.table.Snapshot;
import dev.tutti.table.Table;
import dev.tutti.table.TableStatistics;
import dev.tutti.table.TableView;
import dev.tutti.table.Tables;
import dev.tutti.table.TablesOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tables of the module {@code table}. Loading this class fails where that module is missing. */
public final class IcebergTables implements TableReader {
    private static final int LONGEST_TEXT = 200;
    private static final long TAKEN_MILLIS = 10;

    private final TablesOptions options = TablesOptions.standard().readOnly().threads(1);

    @Override
    public boolean isAt(Path folder) {
        return Tables.isAt(folder);
    }

    @Override
    public Catalog open(Path folder) {
        return new Opened(Tables.at(folder, options));
    }

    /** The tables of one folder. */
    private record Opened(Tables tables) implements Catalog {
        @Override
        public List<String> names() {
            return tables.list();
        }

        @Override
        public void describe(String name, int most, JsonGenerator json) throws IOException {
            Table table = tables.load(name);
            TableView view = table.view();
            json.writeArrayFieldStart("columns");
            for (Column column : view.schema().columns()) {
                json.writeStartObject();
                json.writeStringField("name", column.name());
                json.writeStringField("type", column.type().toString());
                json.writeBooleanField("required", column.required());
                json.writeStringField("doc", column.doc() == null ? "" : column.doc());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("partition_by");
            for (String part : view.partitionBy()) {
                json.writeString(part);
            }
            json.writeEndArray();
            json.writeObjectFieldStart("references");
            for (Map.Entry<String, Boolean> reference : table.references().entrySet()) {
                json.writeStringField(reference.getKey(), reference.getValue() ? "branch" : "tag");
            }
            json.writeEndObject();
            statistics(json, table.statistics());
            List<Snapshot> snapshots = table.snapshots();
            waiting(json, snapshots);
            json.writeArrayFieldStart("snapshots");
            for (int i = snapshots.size() - 1; i >= Math.max(0, snapshots.size() - most); i--) {
                snapshot(json, snapshots.get(i));
            }
            json.writeEndArray();
        }

        private static void statistics(JsonGenerator json, TableStatistics stats) throws IOException {
            json.writeObjectFieldStart("statistics");
            json.writeNumberField("rows", stats.rows());
            json.writeNumberField("files", stats.files());
            json.writeNumberField("bytes", stats.bytes());
            json.writeNumberField("snapshots", stats.snapshots());
            json.writeNumberField("metadata_bytes", stats.metadataBytes());
            json.writeNumberField("history_s", stats.history().toMillis() / 1e3);
            json.writeNumberField("commits_per_s", stats.commitsPerSecond());
            json.writeNumberField("calls", stats.calls());
            json.writeNumberField("wait_median_ms", stats.waitMedian().toMillis());
            json.writeNumberField("wait_longest_ms", stats.waitLongest().toMillis());
            json.writeObjectFieldStart("writers");
            for (Map.Entry<String, Integer> writer : stats.writers().entrySet()) {
                json.writeNumberField(writer.getKey(), writer.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }

        /** How many commits met others that were at work on the same table, were done anew because of them, or were refused because of them. */
        private static void waiting(JsonGenerator json, List<Snapshot> snapshots) throws IOException {
            json.writeNumberField(
                    "contended", snapshots.stream().filter(Opened::isContended).count());
            json.writeNumberField(
                    "repeated", snapshots.stream().mapToLong(Snapshot::repeated).sum());
            json.writeNumberField(
                    "refused", snapshots.stream().mapToLong(Snapshot::refused).sum());
        }

        /** Whether a commit waited for another one: a lock that is free takes a few milliseconds too, the more the first time. */
        private static boolean isContended(Snapshot snapshot) {
            return count(snapshot, "tutti.waited-ms") >= TAKEN_MILLIS;
        }

        private static void snapshot(JsonGenerator json, Snapshot snapshot) throws IOException {
            json.writeStartObject();
            // As text: JavaScript's numbers end at 2^53.
            json.writeStringField("id", Long.toString(snapshot.id()));
            json.writeNumberField("time", snapshot.time().toEpochMilli());
            json.writeNumberField("sequence", snapshot.sequence());
            json.writeStringField("operation", snapshot.operation());
            json.writeNumberField("added", snapshot.addedRows().orElse(0));
            json.writeNumberField("deleted", count(snapshot, "deleted-records"));
            json.writeNumberField("rows", snapshot.rows().orElse(0));
            json.writeNumberField("files", snapshot.files().orElse(0));
            json.writeNumberField("calls", Math.max(1, count(snapshot, "tutti.calls")));
            json.writeNumberField("waited_ms", count(snapshot, "tutti.waited-ms"));
            json.writeBooleanField("contended", isContended(snapshot));
            json.writeNumberField("repeated", snapshot.repeated());
            json.writeNumberField("refused", snapshot.refused());
            json.writeStringField("writer", snapshot.summary().getOrDefault("tutti.writer", ""));
            json.writeEndObject();
        }

        private static long count(Snapshot snapshot, String name) {
            String text = snapshot.summary().getOrDefault(name, "0");
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
        }

        @Override
        public void rows(String name, int count, JsonGenerator json) throws IOException {
            Scan scan = tables.load(name).scan().limit(count);
            json.writeArrayFieldStart("columns");
            for (String column : scan.columns()) {
                json.writeString(column);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("rows");
            try (Stream<Row> rows = scan.rows()) {
                for (Row row : (Iterable<Row>) rows::iterator) {
                    json.writeStartArray();
                    for (String column : scan.columns()) {
                        value(json, row.get(column));
                    }
                    json.writeEndArray();
                }
            }
            json.writeEndArray();
        }

        private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
            if (value == null) {
                json.writeNull();
            } else if (value instanceof Boolean flag) {
                json.writeBoolean(flag);
            } else if (value instanceof Double || value instanceof Float) {
                Json.number(json, ((Number) value).doubleValue());
            } else if (value instanceof Integer number) {
                json.writeNumber(number);
            } else {
                String text = value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString();
                json.writeString(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text);
            }
        }

        @Override
        public void close() {
            tables.close();
        }
    }
}

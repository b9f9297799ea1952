package dev.tutti.table;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.util.JsonUtil;

/**
 * Writes metadata files, letter for letter as Iceberg does. Each commit writes all snapshots anew, which were hundreds and are one more now: their texts are
 * kept. Thread-safe.
 */
final class MetadataWriter {
    private static final String SNAPSHOTS = "snapshots";

    /** Replaced as a whole, never changed. */
    private volatile Map<Long, String> texts = Map.of();

    /** Writes a file, compressed if its name says so. */
    void write(TableMetadata metadata, OutputFile file) {
        try (OutputStream out = file.createOrOverwrite();
                Writer writer = new OutputStreamWriter(
                        file.location().contains(".gz.") ? new GZIPOutputStream(out) : out, StandardCharsets.UTF_8)) {
            write(metadata, writer);
        } catch (IOException e) {
            throw new UncheckedIOException(file.location() + ": the metadata cannot be written", e);
        }
    }

    void write(TableMetadata metadata, Writer writer) throws IOException {
        Map<Long, String> before = texts;
        Map<Long, String> now = new HashMap<>();
        StringBuilder snapshots = new StringBuilder("[");
        for (Snapshot snapshot : metadata.snapshots()) {
            Long id = snapshot.snapshotId();
            String text = before.get(id);
            if (text == null) {
                text = SnapshotParser.toJson(snapshot, false);
            }
            now.put(id, text);
            snapshots.append(now.size() == 1 ? "" : ",").append(text);
        }
        texts = now;
        try (JsonGenerator generator = JsonUtil.factory().createGenerator(writer)) {
            TableMetadataParser.toJson(
                    metadata, new Substitute(generator, snapshots.append(']').toString()));
        }
    }

    /** Writes a text in the place of what Iceberg would write into the array of the snapshots. */
    private static final class Substitute extends JsonGeneratorDelegate {
        private final String snapshots;
        /** How deep in that array; nothing is written there. */
        private int depth;
        /** How deep in what is written; the snapshots are in the outermost object. */
        private int level;

        Substitute(JsonGenerator out, String snapshots) {
            super(out);
            this.snapshots = snapshots;
        }

        @Override
        public void writeFieldName(String name) throws IOException {
            if (depth == 0) {
                delegate.writeFieldName(name);
                if (level == 1 && name.equals(SNAPSHOTS)) {
                    delegate.writeRawValue(snapshots);
                    depth = 1;
                }
            }
        }

        @Override
        public void writeStartArray() throws IOException {
            if (depth == 0) {
                delegate.writeStartArray();
                level++;
            } else {
                depth++;
            }
        }

        @Override
        public void writeEndArray() throws IOException {
            if (depth == 0) {
                delegate.writeEndArray();
                level--;
            } else if (--depth == 1) {
                depth = 0;
            }
        }

        @Override
        public void writeStartObject() throws IOException {
            if (depth == 0) {
                delegate.writeStartObject();
                level++;
            } else {
                depth++;
            }
        }

        @Override
        public void writeEndObject() throws IOException {
            if (depth == 0) {
                delegate.writeEndObject();
                level--;
            } else {
                depth--;
            }
        }

        @Override
        public void writeString(String text) throws IOException {
            if (depth == 0) {
                delegate.writeString(text);
            }
        }

        @Override
        public void writeNumber(int value) throws IOException {
            if (depth == 0) {
                delegate.writeNumber(value);
            }
        }

        @Override
        public void writeNumber(long value) throws IOException {
            if (depth == 0) {
                delegate.writeNumber(value);
            }
        }

        @Override
        public void writeBoolean(boolean value) throws IOException {
            if (depth == 0) {
                delegate.writeBoolean(value);
            }
        }

        @Override
        public void writeNull() throws IOException {
            if (depth == 0) {
                delegate.writeNull();
            }
        }
    }
}

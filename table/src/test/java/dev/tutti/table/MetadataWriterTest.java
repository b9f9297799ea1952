package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata files are those that Iceberg writes, and what a process remembers of its commits is what it would read. */
class MetadataWriterTest {
    @TempDir
    Path folder;

    private static TableMetadata metadata(Table table) {
        return ((org.apache.iceberg.BaseTable) table.iceberg()).operations().current();
    }

    @Test
    void theTextIsIcebergs() throws Exception {
        MetadataWriter writer = new MetadataWriter();
        try (Tables tables = Tables.at(folder)) {
            Table table = tables.create(
                    "t",
                    Schema.of(Event.class),
                    List.of("day(time)"),
                    // Names and values that a writer by names and by depth must not stumble over.
                    Map.of("snapshots", "[", "note", "a \"snapshots\": [ } \u00e9 \u20ac"));
            for (int i = 0; i < 5; i++) {
                TableMetadata metadata = metadata(table);
                for (int twice = 0; twice < 2; twice++) {
                    StringWriter text = new StringWriter();
                    text.write(writer.text(metadata));
                    assertThat(text.toString()).isEqualTo(TableMetadataParser.toJson(metadata));
                }
                table.append(List.of(Event.of(i)));
                if (i == 2) {
                    table.tag("kept", table.currentSnapshot().orElseThrow().id());
                    table.columns(c -> c.add("more", ColumnType.listOf(ColumnType.STRING)));
                }
                if (i == 3) {
                    table.expire(java.time.Instant.now().plusSeconds(1), 1);
                }
            }
        }
    }

    @Test
    void whatIsRememberedIsWhatWouldBeRead() {
        try (Tables tables = Tables.at(folder);
                Tables others = Tables.at(folder)) {
            for (String compression : List.of("none", "gzip")) {
                Table table = tables.create(
                        compression,
                        Schema.of(Event.class),
                        List.of(),
                        Map.of("write.metadata.compression-codec", compression));
                for (int i = 0; i < 3; i++) {
                    table.append(List.of(Event.of(i)));
                    TableMetadata remembered = metadata(table);
                    TableMetadata read = TableMetadataParser.read(
                            ((org.apache.iceberg.Table) table.iceberg()).io(), remembered.metadataFileLocation());
                    assertThat(TableMetadataParser.toJson(remembered)).isEqualTo(TableMetadataParser.toJson(read));
                    assertThat(remembered.changes()).isEmpty();
                    assertThat(remembered.metadataFileLocation()).isEqualTo(read.metadataFileLocation());
                    // Iceberg's own catalog sees the same.
                    org.apache.iceberg.catalog.Catalog catalog = (org.apache.iceberg.catalog.Catalog) others.iceberg();
                    assertThat(catalog.loadTable(org.apache.iceberg.catalog.TableIdentifier.of("default", compression))
                                    .currentSnapshot()
                                    .snapshotId())
                            .isEqualTo(read.currentSnapshot().snapshotId());
                }
            }
        }
    }
}

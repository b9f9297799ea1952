package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.Durability;
import dev.tutti.table.local.BarrierFileIO;
import dev.tutti.table.local.LocalFileIO;
import dev.tutti.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a commit asks of the disk when a table has had 10, 100 and more of them, counted in the thread that commits: bounded by the upkeep that the table has beside them.
 * In the long run that is the upkeep that tables have by default, and there are up to 10,000 commits.
 */
class CommitCostTest {
    private static final Maintenance UPKEEP =
            Seeds.isLong() ? Maintenance.standard() : new Maintenance(60, 30, 100, Duration.ofMinutes(10));

    private static final int[] COMMITS = Seeds.isLong() ? new int[] {10, 100, 1000, 10_000} : new int[] {10, 100, 200};

    /** More snapshots than this are let go by the commit that finds them, should the upkeep beside the commits not keep up. */
    private static final int SNAPSHOTS = 2 * UPKEEP.maxSnapshots() + 1;

    /** What a snapshot and its place in the history take in the metadata file. */
    private static final int SNAPSHOT_BYTES = 1000;

    /** Columns, properties, and the log of the last 50 metadata files. */
    private static final int TABLE_BYTES = 20_000;

    /** Of manifests a list tells this much each; 100 are there at most. */
    private static final int LIST_BYTES = 100 * 400 + 5_000;

    @TempDir
    Path folder;

    /** What one commit has come to. */
    private record Cost(int snapshots, int opened, long read, int made, long written, long metadata) {}

    /** Local files, with counts of what the thread does that has made it. */
    private static final class CountedFileIO implements BarrierFileIO {
        private static final long serialVersionUID = 1L;

        private final LocalFileIO files = new LocalFileIO();
        private final transient Thread thread = Thread.currentThread();
        private int opened;
        private long read;
        private int made;
        private long written;
        private long metadata;

        /** What was done since the last call. */
        Cost taken(int snapshots) {
            Cost cost = new Cost(snapshots, opened, read, made, written, metadata);
            opened = 0;
            read = 0;
            made = 0;
            written = 0;
            metadata = 0;
            return cost;
        }

        private boolean counts() {
            return Thread.currentThread() == thread;
        }

        @Override
        public void barrier() throws IOException {
            files.barrier();
        }

        @Override
        public InputFile newInputFile(String location) {
            return new CountedInput(files.newInputFile(location));
        }

        @Override
        public OutputFile newOutputFile(String location) {
            return ForwardingOutput.file(
                    files.newOutputFile(location),
                    this,
                    opening -> new Counted(opening.get(), location.endsWith(".metadata.json")));
        }

        @Override
        public void deleteFile(String location) {
            files.deleteFile(location);
        }

        private final class CountedInput implements InputFile {
            private final InputFile file;

            CountedInput(InputFile file) {
                this.file = file;
            }

            @Override
            public long getLength() {
                return file.getLength();
            }

            @Override
            public SeekableInputStream newStream() {
                if (counts()) {
                    opened++;
                    read += file.getLength();
                }
                return file.newStream();
            }

            @Override
            public String location() {
                return file.location();
            }

            @Override
            public boolean exists() {
                return file.exists();
            }
        }

        private final class Counted extends ForwardingOutput {
            private final boolean isMetadata;
            private boolean closed;

            Counted(PositionOutputStream out, boolean isMetadata) {
                super(out);
                this.isMetadata = isMetadata;
            }

            @Override
            public void close() throws IOException {
                if (!closed && counts()) {
                    made++;
                    written += getPos();
                    metadata += isMetadata ? getPos() : 0;
                }
                closed = true;
                super.close();
            }
        }
    }

    @Test
    void commitsAskTheSameOfTheDiskHoweverManyThereWere() {
        TablesOptions options =
                TablesOptions.standard().durability(Durability.PROCESS).maintenance(UPKEEP);
        CountedFileIO disk = new CountedFileIO();
        int last = COMMITS[COMMITS.length - 1];
        try (Tables tables = Tables.at(folder, options);
                CatalogFile catalog = new CatalogFile(
                        "jdbc:sqlite:" + folder.resolve(Catalogs.FILE) + "?busy_timeout=60000&synchronous=OFF",
                        Catalogs.NAME);
                Background background = new Background()) {
            String uuid = tables.create("t", Event.class).uuid();
            TableIdentifier identifier = TableIdentifier.of("default", "t");
            AtomicReference<@Nullable TableMetadata> known = new AtomicReference<>();
            MetadataWriter writer = new MetadataWriter();
            Supplier<TableOperations> operations =
                    () -> new EmbeddedOperations(catalog, identifier, disk, known, writer);
            Path place = folder.resolve(Catalogs.LOCKS).resolve(uuid);
            Table table = new Table(new TableCore("t", uuid, operations, operations, options, place, background, true));
            List<Cost> costs = new ArrayList<>();
            for (int i = 1; i <= last + 10; i++) {
                disk.taken(0);
                table.append(List.of(Event.of(i)));
                costs.add(disk.taken(known.get().snapshots().size()));
            }
            for (int commits : COMMITS) {
                demand(costs, commits);
            }
            assertThat(table.rowCount()).isEqualTo(last + 10);
            assertThat(costs).allSatisfy(cost -> {
                assertThat(cost.snapshots()).isLessThanOrEqualTo(SNAPSHOTS);
                assertThat(cost.metadata()).isLessThanOrEqualTo((long) SNAPSHOTS * SNAPSHOT_BYTES + TABLE_BYTES);
            });
        }
    }

    /** The ten commits behind the {@code number}th: those that do upkeep for once are left out, by the median. */
    private static void demand(List<Cost> costs, int number) {
        List<Cost> some = costs.subList(number, number + 10);
        assertThat(median(some.stream().mapToLong(Cost::made)))
                .as("files made after %s: rows, manifest, list, metadata", number)
                .isLessThanOrEqualTo(4);
        assertThat(median(some.stream().mapToLong(Cost::opened)))
                .as("files read after %s", number)
                .isLessThanOrEqualTo(2);
        assertThat(median(some.stream().mapToLong(Cost::read)))
                .as("bytes read after %s", number)
                .isLessThanOrEqualTo(2 * LIST_BYTES);
    }

    private static long median(java.util.stream.LongStream values) {
        long[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}

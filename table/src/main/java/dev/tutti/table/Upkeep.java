package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.RewriteManifests;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.PropertyUtil;
import org.apache.iceberg.util.StructLikeWrapper;
import org.jspecify.annotations.Nullable;

/** What keeps a table quick and small: letting old snapshots go, merging files. Each is a commit of its own. Thread-safe. */
final class Upkeep {
    /** At most this much is read and written in one go, so that it has an end. */
    private static final long MOST_BYTES = 4L << 30;

    private final TableCore core;

    Upkeep(TableCore core) {
        this.core = core;
    }

    private static void none(TableMetadata base) {
        // Upkeep may be committed upon any version.
    }

    /** Lets snapshots go that are older than a time, but for the newest {@code keep}. Their files are put aside, to be deleted after the grace period. */
    int expire(Instant olderThan, int keep, Duration grace) {
        SafeOperations operations = core.freshOperations();
        Expiry expiry = new Expiry(operations, olderThan, keep);
        try {
            return core.loop(operations).run(0, "expiry", Upkeep::none, expiry);
        } finally {
            if (expiry.left >= 0) {
                Garbage.of(core).putAside(expiry.files, grace);
            }
        }
    }

    /** The end of old snapshots, and the files that only they have. */
    private final class Expiry implements CommitLoop.Attempt<Integer> {
        private final SafeOperations operations;
        private final Instant olderThan;
        private final int keep;
        private final List<String> files = new ArrayList<>();
        private int left = -1;

        Expiry(SafeOperations operations, Instant olderThan, int keep) {
            this.operations = operations;
            this.olderThan = olderThan;
            this.keep = keep;
        }

        @Override
        public Integer run(SafeOperations same, long waited) {
            files.clear();
            int before = operations.refresh().snapshots().size();
            ExpireSnapshots expiry = new BaseTable(operations, core.name())
                    .expireSnapshots()
                    .expireOlderThan(olderThan.toEpochMilli())
                    .retainLast(keep)
                    .planWith(DirectExecutor.INSTANCE)
                    .executeDeleteWith(DirectExecutor.INSTANCE)
                    .deleteWith(files::add);
            try {
                expiry.commit();
            } catch (RuntimeException e) {
                if (left < 0) {
                    throw e;
                }
                throw StorageErrors.told(
                        core.name(),
                        "old snapshots were let go, but not all of their files were found: Table.removeOrphans finds them",
                        e);
            }
            return left < 0 ? 0 : Math.max(0, before - left);
        }

        /** Iceberg looks for the files behind that. */
        @Override
        public void landed(TableMetadata version) {
            left = version.snapshots().size();
        }
    }

    /**
     * Merges small data files, partition by partition. Appends go on meanwhile; files that others change are left for the next time.
     *
     * @param least how many small files a partition must have
     */
    CompactReport compact(int least) {
        return StorageErrors.told(core.name(), StorageErrors.NOTHING, () -> merged(least));
    }

    private CompactReport merged(int least) {
        int from = 0;
        int to = 0;
        long bytes = 0;
        for (int attempt = 0; attempt < 3; attempt++) {
            SafeOperations operations = core.freshOperations();
            TableMetadata metadata = operations.refresh();
            org.apache.iceberg.Snapshot newest = core.head().newest(metadata);
            if (newest == null) {
                break;
            }
            List<FileScanTask> small = small(metadata, least);
            if (small.isEmpty()) {
                break;
            }
            WriteTarget target = new WriteTarget(core.name(), metadata, core.io());
            List<DataFile> merged = merge(target, small);
            if (replace(operations, newest, small, merged)) {
                from += small.size();
                to += merged.size();
                for (FileScanTask task : small) {
                    bytes += task.file().fileSizeInBytes();
                }
                break;
            }
        }
        return new CompactReport(from, to, bytes);
    }

    private List<FileScanTask> small(TableMetadata metadata, int least) {
        long full = PropertyUtil.propertyAsLong(
                metadata.properties(), TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, TableSettings.FILE_BYTES);
        Table version = new BaseTable(new FixedOperations(metadata, core.io()), core.name());
        Map<StructLikeWrapper, List<FileScanTask>> partitions = new HashMap<>();
        StructLikeWrapper wrapper = StructLikeWrapper.forType(metadata.spec().partitionType());
        try (CloseableIterable<FileScanTask> tasks = core.head().scan(version).planFiles()) {
            for (FileScanTask task : tasks) {
                boolean worth = task.file().fileSizeInBytes() < full / 2
                        || !task.deletes().isEmpty();
                if (worth && task.file().specId() == metadata.defaultSpecId()) {
                    partitions
                            .computeIfAbsent(wrapper.copyFor(task.file().partition()), key -> new ArrayList<>())
                            .add(task);
                }
            }
        } catch (IOException e) {
            throw new H5Exception("table " + core.name() + ": its files cannot be listed", e);
        }
        List<FileScanTask> small = new ArrayList<>();
        long bytes = 0;
        for (List<FileScanTask> partition : partitions.values()) {
            boolean deletes =
                    partition.stream().anyMatch(task -> !task.deletes().isEmpty());
            if (partition.size() < least && !deletes) {
                continue;
            }
            for (FileScanTask task : partition) {
                bytes += task.file().fileSizeInBytes();
                if (bytes > MOST_BYTES) {
                    return small;
                }
                small.add(task);
            }
        }
        return small;
    }

    /** The files' rows in files of full size, in the order of the files. */
    private List<DataFile> merge(WriteTarget target, List<FileScanTask> small) {
        ScanReader reader = new ScanReader(core.io(), target.schema(), target.schema());
        try (PartitionedWriter writer = new PartitionedWriter(target)) {
            for (FileScanTask task : small) {
                try (CloseableIterable<Record> rows = reader.openWhole(task)) {
                    rows.forEach(writer::add);
                }
            }
            return writer.complete();
        } catch (IOException e) {
            throw new H5Exception("table " + core.name() + ": files cannot be merged", e);
        }
    }

    private boolean replace(
            SafeOperations operations,
            org.apache.iceberg.Snapshot planned,
            List<FileScanTask> small,
            List<DataFile> merged) {
        String id = CommitIds.make();
        try {
            return core.loop(operations)
                    .run(0, id, core.head()::demand, new Replacement(operations, planned, small, merged, id));
        } catch (TableCommitUnknownException e) {
            throw e; // The files may be in the table.
        } catch (RuntimeException e) {
            WriteTarget.discard(
                    core.io(), merged.stream().map(DataFile::location).toList());
            boolean conflict = e instanceof TableConflictException;
            if (conflict && e.getCause() != null && e.getCause().getCause() instanceof ValidationException) {
                return false; // Others have changed some of the files: once more, with those that are there now.
            }
            throw e;
        }
    }

    /**
     * Files in the place of others. Manifests that name the old ones are written anew before it is this process's turn, and Iceberg keeps them for the
     * commit: what others have appended meanwhile is all that is looked at then.
     */
    private final class Replacement implements CommitLoop.Attempt<Boolean> {
        private final SafeOperations operations;
        private final org.apache.iceberg.Snapshot planned;
        private final List<FileScanTask> small;
        private final List<DataFile> merged;
        private final String id;
        private @Nullable RewriteFiles update;
        private int tries;

        Replacement(
                SafeOperations operations,
                org.apache.iceberg.Snapshot planned,
                List<FileScanTask> small,
                List<DataFile> merged,
                String id) {
            this.operations = operations;
            this.planned = planned;
            this.small = small;
            this.merged = merged;
            this.id = id;
        }

        @Override
        public void prepare() {
            operations.refresh();
            core.head().demand(operations.current());
            RewriteFiles rewrite = core.head()
                    .aim(new BaseTable(operations, core.name()).newRewrite())
                    .validateFromSnapshot(planned.snapshotId())
                    .scanManifestsWith(DirectExecutor.INSTANCE)
                    .writeManifestsWith(DirectExecutor.INSTANCE, 1);
            small.forEach(task -> rewrite.deleteFile(task.file()));
            merged.forEach(rewrite::addFile);
            if (!merged.isEmpty()) {
                rewrite.dataSequenceNumber(planned.sequenceNumber());
            }
            rewrite.apply();
            update = rewrite;
        }

        @Override
        public Boolean run(SafeOperations same, long waited) {
            RewriteFiles rewrite = Objects.requireNonNull(update, "prepared before it is run");
            CommitIds.note(
                    rewrite,
                    id,
                    List.of(),
                    new CommitIds.Course(0, waited, tries++, core.counters().refused()));
            rewrite.commit();
            return true;
        }
    }

    /** Merges small manifests, which name few files each, into large ones. They are written before it is this process's turn, as those of a {@link Replacement} are. */
    void mergeManifests() {
        SafeOperations operations = core.freshOperations();
        String id = CommitIds.make();
        core.loop(operations).run(0, id, Upkeep::none, new CommitLoop.Attempt<Boolean>() {
            private @Nullable RewriteManifests update;

            @Override
            public void prepare() {
                TableMetadata metadata = operations.refresh();
                long full = PropertyUtil.propertyAsLong(
                        metadata.properties(),
                        TableProperties.MANIFEST_TARGET_SIZE_BYTES,
                        TableProperties.MANIFEST_TARGET_SIZE_BYTES_DEFAULT);
                RewriteManifests rewrite = new BaseTable(operations, core.name())
                        .rewriteManifests()
                        .clusterBy(file -> "")
                        .rewriteIf(manifest -> manifest.length() < full / 2)
                        .scanManifestsWith(DirectExecutor.INSTANCE);
                rewrite.apply();
                update = rewrite;
            }

            @Override
            public Boolean run(SafeOperations same, long waited) {
                RewriteManifests rewrite = Objects.requireNonNull(update, "prepared before it is run");
                CommitIds.note(
                        rewrite,
                        id,
                        List.of(),
                        new CommitIds.Course(0, waited, 0, core.counters().refused()));
                rewrite.commit();
                return true;
            }
        });
    }
}

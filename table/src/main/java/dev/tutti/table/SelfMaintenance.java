package dev.tutti.table;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/**
 * What a table does for itself while it is written to, in the background, one thing at a time. If the background does not keep up, or never comes to it because
 * processes live shortly, the commit that finds twice as many snapshots as are allowed lets them go itself. Failures are logged: no commit fails for them. Thread-safe.
 */
final class SelfMaintenance {
    private static final long SMALL_BYTES = 16L << 20;
    /** From so many manifests on they are merged; {@link Committer} does it itself if that lags behind. */
    private static final int MANIFESTS = 40;

    private static final long LOOK_NANOS = 30_000_000_000L;

    private final TableCore core;
    private final Background background;
    private final Maintenance policy;
    private final AtomicBoolean expiring = new AtomicBoolean();
    private final AtomicBoolean compacting = new AtomicBoolean();
    private final AtomicBoolean merging = new AtomicBoolean();
    private volatile long filesAfterCompaction;
    private volatile long looked = System.nanoTime();
    private volatile boolean retired;

    SelfMaintenance(TableCore core, Background background) {
        this.core = core;
        this.background = background;
        this.policy = core.options().maintenance();
    }

    /** Nothing more is begun. */
    void retire() {
        retired = true;
    }

    /** Called with the version that a commit has made. */
    void afterCommit(TableMetadata metadata) {
        if (retired) {
            return;
        }
        if (isToExpire(metadata, 2)) {
            // Whoever else is at it stands still, or is too slow.
            quietly("letting old snapshots go", this::expire);
        } else if (isToExpire(metadata, 1)) {
            once(expiring, () -> alone("letting old snapshots go", this::expire));
        }
        if (isToCompact(metadata)) {
            once(compacting, this::compact);
        }
        // The list is read here, where nobody waits, and not by the next commit.
        if (isToMerge(metadata)) {
            once(merging, this::merge);
        }
        long now = System.nanoTime();
        if (now - looked > LOOK_NANOS && policy.maxSnapshots() > 0) {
            looked = now;
            background.soon(() ->
                    alone("deleting what was let go", () -> Garbage.of(core).collect()));
        }
    }

    private boolean isToExpire(TableMetadata metadata, int times) {
        return policy.maxSnapshots() > 0
                && metadata.snapshots().size() - held(metadata, policy.keepSnapshots()) > times * policy.maxSnapshots();
    }

    private boolean isToCompact(TableMetadata metadata) {
        return policy.smallFiles() > 0 && smallFiles(metadata) >= filesAfterCompaction + policy.smallFiles();
    }

    private boolean isToMerge(TableMetadata metadata) {
        Snapshot newest = metadata.currentSnapshot();
        return policy.smallFiles() > 0
                && newest != null
                && newest.allManifests(core.io()).size() >= MANIFESTS;
    }

    /** How many snapshots tags and branches hold beside those that any table keeps: to let old ones go changes nothing about them. */
    private static int held(TableMetadata metadata, int keep) {
        if (metadata.refs().size() < 2) {
            return 0;
        }
        Set<Long> held = new HashSet<>();
        for (SnapshotRef reference : metadata.refs().values()) {
            Snapshot snapshot = metadata.snapshot(reference.snapshotId());
            for (int left = reference.isTag() ? 1 : keep; snapshot != null && left > 0; left--) {
                held.add(snapshot.snapshotId());
                snapshot = Head.parent(metadata, snapshot);
            }
        }
        return Math.max(0, held.size() - keep);
    }

    private void once(AtomicBoolean flag, Runnable task) {
        if (flag.compareAndSet(false, true)) {
            background.soon(() -> {
                try {
                    if (!retired) {
                        task.run();
                    }
                } finally {
                    flag.set(false);
                }
            });
        }
    }

    private void expire() {
        if (isToExpire(core.newest(), 1)) {
            new Upkeep(core).expire(Instant.now(), policy.keepSnapshots(), policy.grace());
            Garbage.of(core).collect();
        }
    }

    private void compact() {
        alone("merging small files", () -> {
            if (isToCompact(core.newest())) {
                new Upkeep(core).compact(Math.max(2, policy.smallFiles() / 4));
                filesAfterCompaction = smallFiles(core.newest());
            }
        });
    }

    private void merge() {
        alone("merging manifests", () -> {
            if (isToMerge(core.newest())) {
                new Upkeep(core).mergeManifests();
            }
        });
    }

    /** How many files there are, if they are small on average. */
    private static long smallFiles(TableMetadata metadata) {
        Snapshot snapshot = metadata.currentSnapshot();
        if (snapshot == null) {
            return 0;
        }
        Map<String, String> summary = snapshot.summary();
        long files = Long.parseLong(summary.getOrDefault("total-data-files", "0"));
        long bytes = Long.parseLong(summary.getOrDefault("total-files-size", "0"));
        return files == 0 || bytes / files > SMALL_BYTES ? 0 : files;
    }

    /** Does something unless another process of this host is at it; it is to look first whether that has been done meanwhile. */
    private void alone(String what, Runnable task) {
        quietly(what, () -> core.host().upkeep(task));
    }

    private void quietly(String what, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            System.getLogger(SelfMaintenance.class.getPackageName())
                    .log(
                            System.Logger.Level.INFO,
                            "table " + core.name() + ": " + what + " has failed: " + e.getMessage(),
                            e);
        }
    }
}

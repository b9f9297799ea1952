package dev.tutti.table;

import java.util.List;
import java.util.Optional;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/** What commits are known by, as they stand in the summaries of snapshots. */
final class CommitIds {
    private static final String WRITER = ProcessHandle.current().pid() + "@" + host();

    private CommitIds() {}

    private static String host() {
        String name = System.getenv("HOSTNAME");
        return name == null || name.isBlank() ? "localhost" : name;
    }

    /**
     * How a commit came about.
     *
     * @param calls how many calls of users it stands for
     * @param waited milliseconds that were waited for other processes
     * @param repeated how often it was done anew, because others were quicker
     * @param refused how many commits of this process were refused since its last one
     */
    record Course(int calls, long waited, int repeated, long refused) {}

    /** Writes into a snapshot's summary what it is known by and how it came about. */
    static void note(SnapshotUpdate<?> update, String id, List<String> callerIds, Course course) {
        update.set(Snapshot.COMMIT_ID, id);
        update.set(Snapshot.WRITER, WRITER);
        if (!callerIds.isEmpty()) {
            update.set(Snapshot.CALLER_IDS, String.join("\n", callerIds));
        }
        if (course.calls() != 1) {
            update.set(Snapshot.CALLS, Integer.toString(course.calls()));
        }
        note(update, Snapshot.WAITED, course.waited());
        note(update, Snapshot.REPEATED, course.repeated());
        note(update, Snapshot.REFUSED, course.refused());
    }

    private static void note(SnapshotUpdate<?> update, String name, long number) {
        if (number > 0) {
            update.set(name, Long.toString(number));
        }
    }

    /** Whether a snapshot has what the caller has committed by that name. */
    static boolean has(org.apache.iceberg.Snapshot snapshot, String id) {
        String ids = snapshot.summary().get(Snapshot.CALLER_IDS);
        return ids != null && (ids.equals(id) || ids.lines().toList().contains(id));
    }

    /** Throws if one of these is on this line of the table already. */
    static void demandNew(Head head, TableMetadata base, List<String> callerIds) {
        if (callerIds.isEmpty()) {
            return;
        }
        for (org.apache.iceberg.Snapshot snapshot : base.snapshots()) {
            for (String id : callerIds) {
                if (has(snapshot, id) && head.knows(base, snapshot)) {
                    throw new CommitLoop.Landed();
                }
            }
        }
    }

    static String checked(String id) {
        if (id.isBlank() || id.indexOf('\n') >= 0 || id.length() > 200) {
            throw new IllegalArgumentException("a commit id is one line of at most 200 characters, not \"" + id + "\"");
        }
        return id;
    }

    /** The snapshot that has the last of what one of these names stands for. */
    static Optional<Snapshot> find(Head head, TableMetadata metadata, List<String> callerIds) {
        org.apache.iceberg.@Nullable Snapshot found = null;
        for (org.apache.iceberg.Snapshot snapshot : metadata.snapshots()) {
            for (String id : callerIds) {
                if (has(snapshot, id)
                        && (found == null || found.sequenceNumber() < snapshot.sequenceNumber())
                        && head.knows(metadata, snapshot)) {
                    found = snapshot;
                }
            }
        }
        return Optional.ofNullable(found).map(Snapshot::of);
    }
}

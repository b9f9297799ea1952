package dev.tutti.table;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * What commits are known by, as they stand in the summaries of snapshots. A name is the caller's, or made here: then it begins with {@link #MADE}. Each call of a group whose commit has a
 * made name is known by that with its number behind it, so that every caller who does not know whether the commit is in can repeat its own call.
 */
final class CommitIds {
    /** What process this is. */
    static final String WRITER = ProcessHandle.current().pid() + "@" + host();

    private static final char MADE = '~';
    private static final int MADE_LENGTH = 23;
    private static final char NUMBER = ':';

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

    /** A name that nothing else has. */
    static String make() {
        UUID random = UUID.randomUUID();
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(random.getMostSignificantBits())
                .putLong(random.getLeastSignificantBits());
        return MADE + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** The name of one of the calls that share a made one. */
    static String numbered(String made, int number) {
        return made + NUMBER + number;
    }

    /** The name of the commit that the call of this name was part of. */
    private static String commit(String id) {
        boolean numbered = id.length() > MADE_LENGTH && id.charAt(0) == MADE && id.charAt(MADE_LENGTH) == NUMBER;
        return numbered ? id.substring(0, MADE_LENGTH) : id;
    }

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

    /** Notes what other processes have handed over for this commit: by what names, and who they are. */
    static void noteRelayed(SnapshotUpdate<?> update, List<RelayedCalls> relayed) {
        if (!relayed.isEmpty()) {
            update.set(
                    Snapshot.RELAYED,
                    relayed.stream()
                            .map(calls -> calls.relayId() + " " + calls.writer())
                            .collect(Collectors.joining("\n")));
        }
    }

    /** The processes whose calls a snapshot has, as {@code pid@host}: who has made the commit, and who has handed calls over for it. */
    static List<String> writers(org.apache.iceberg.Snapshot snapshot) {
        List<String> writers = new ArrayList<>();
        String writer = snapshot.summary().get(Snapshot.WRITER);
        if (writer != null) {
            writers.add(writer);
        }
        relayed(snapshot).forEach(line -> writers.add(line.substring(line.indexOf(' ') + 1))); // "name writer"
        return writers;
    }

    private static Stream<String> relayed(org.apache.iceberg.Snapshot snapshot) {
        String relayed = snapshot.summary().get(Snapshot.RELAYED);
        return relayed == null ? Stream.empty() : relayed.lines();
    }

    /** Names to look for. */
    private static final class Wanted {
        private final Set<String> ids;
        private final Set<String> commits = new HashSet<>();

        Wanted(List<String> ids) {
            this.ids = Set.copyOf(ids);
            ids.forEach(id -> commits.add(commit(id)));
        }

        /** Whether a snapshot has what was committed by one of the names. */
        boolean isIn(org.apache.iceberg.Snapshot snapshot) {
            Map<String, String> summary = snapshot.summary();
            String callers = summary.get(Snapshot.CALLER_IDS);
            return commits.contains(summary.get(Snapshot.COMMIT_ID))
                    || (callers != null && callers.lines().anyMatch(ids::contains))
                    || relayed(snapshot).anyMatch(line -> commits.contains(line.split(" ", 2)[0]));
        }
    }

    /** Throws if one of these is on this line of the table already. */
    static void demandNew(Head head, TableMetadata base, List<String> ids) {
        if (!ids.isEmpty() && find(head, base, ids).isPresent()) {
            throw new CommitLoop.Landed();
        }
    }

    static String checked(String id) {
        if (id.isBlank() || id.indexOf('\n') >= 0 || id.length() > 200) {
            throw new IllegalArgumentException("a commit id is one line of at most 200 characters, not \"" + id + "\"");
        }
        return id;
    }

    /** The snapshot that has the last of what one of these names stands for. */
    static Optional<Snapshot> find(Head head, TableMetadata metadata, List<String> ids) {
        Wanted wanted = new Wanted(ids);
        org.apache.iceberg.@Nullable Snapshot found = null;
        for (org.apache.iceberg.Snapshot snapshot : metadata.snapshots()) {
            boolean newer = found == null || found.sequenceNumber() < snapshot.sequenceNumber();
            if (newer && wanted.isIn(snapshot) && head.knows(metadata, snapshot)) {
                found = snapshot;
            }
        }
        return Optional.ofNullable(found).map(Snapshot::of);
    }
}

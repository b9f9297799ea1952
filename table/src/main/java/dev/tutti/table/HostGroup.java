package dev.tutti.table;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Durability;
import dev.tutti.table.relay.Relay;
import dev.tutti.table.relay.TakenCall;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Lets the processes of this host share commits to one table, as {@link Committer} lets the threads of a process: small groups of calls that come while another process commits are
 * handed to it, or to the next that does, as rows. Which of them leads is decided by locks of the system, so that the death of a leader lets the next one begin.
 *
 * <p>Nothing is believed of it but its answers. What is handed over has a name that stands in the snapshot that has it, and each attempt to commit demands that the version it is made
 * upon has none of the names, and then that no owner has taken its calls back. So an owner that has waited for too long, or whose leader has died, does the work itself, and whatever
 * the other one does later, it is done once (T1, T3). Where snapshots that could have the name were let go before their owner has looked for it, nobody knows, and that is said.
 *
 * <p>Used by one thread at a time, but for {@link #upkeep} and {@link #close}.
 */
final class HostGroup implements AutoCloseable {
    /** The number is that of the layout of the file and its messages: processes of other versions have other files. */
    private static final String SUFFIX = "-relay1";

    /** Longer than a leader waits for its turn, if the time for a commit allows it. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int PATIENCE_PART = 4;

    /** Larger groups are worth a commit of their own. */
    private static final int ROWS = 1000;

    /** So many commits have to have met another process before memory is set up to share with it. */
    private static final int MEETINGS = 2;

    private final String table;
    private final @Nullable Path file;
    private final Durability durability;
    private final Duration patience;
    private final CommitCounters counters;
    private int meetings;
    /** A sequence number that the table had before the call at hand; 0 as long as nothing was committed from here, or the table has none. */
    private long known;

    private @Nullable RowBytes rowBytes;
    /** Guarded by this object's monitor, as {@link #ended} is. */
    private @Nullable Relay relay;

    private boolean ended;

    private HostGroup(String table, @Nullable Path file, TablesOptions options, CommitCounters counters) {
        Duration part = options.commitTimeout().dividedBy(PATIENCE_PART);
        this.table = table;
        this.file = file;
        this.durability = options.durability();
        this.patience = part.compareTo(PATIENCE) < 0 ? part : PATIENCE;
        this.counters = counters;
    }

    /**
     * Of a table whose commits are all made on this host.
     *
     * @param place by which its locks are named too
     */
    static HostGroup at(Path place, String table, TablesOptions options, CommitCounters counters) {
        return new HostGroup(table, place.resolveSibling(place.getFileName() + SUFFIX), options, counters);
    }

    /** Of a table whose commits are made on many hosts, or of a branch: every process does its own. */
    static HostGroup none(String table, TablesOptions options, CommitCounters counters) {
        return new HostGroup(table, null, options, counters);
    }

    /**
     * A commit is about to be made.
     *
     * @param newest the version it is made upon
     * @param waited whether it had to wait for another process
     */
    void committing(TableMetadata newest, boolean waited) {
        known = newest.lastSequenceNumber();
        meetings = Math.min(MEETINGS, meetings + (waited ? 1 : 0));
    }

    /**
     * Has calls committed: by another process, or by {@code commit} here, together with what others have handed over.
     *
     * @return whether it was done here
     */
    boolean commit(List<Call> calls, Consumer<List<Pending>> commit) {
        Relay open = known == 0 ? null : relay();
        if (open == null) {
            commit.accept(List.copyOf(calls));
            return true;
        }
        String id = CommitIds.make();
        long begun = System.nanoTime();
        Relay.Shared shared = shared(open, calls, id);
        if (shared.open()) {
            calls.forEach(call -> call.relayedAs(id, known));
        }
        switch (shared.outcome()) {
            case ALONE -> commit.accept(List.copyOf(calls));
            case LEADING -> lead(open, calls, commit);
            case ANSWERED -> {
                Snapshot snapshot = snapshot(shared.answer());
                if (snapshot != null) {
                    known = snapshot.sequence();
                    long took = System.nanoTime() - begun;
                    counters.ended(calls.size(), 0, took, took, CommitListener.Outcome.DONE);
                    calls.forEach(call -> call.done(snapshot));
                    return false;
                }
                // It is in the table, and is found there by its name.
                commit.accept(List.copyOf(calls));
            }
        }
        return true;
    }

    private Relay.Shared shared(Relay open, List<Call> calls, String id) {
        try {
            return open.share(() -> message(calls, id), patience);
        } catch (IOException e) {
            end(e);
            return Relay.Shared.ALONE;
        } catch (H5ClosedException e) {
            throw new TableCommitUnknownException(
                    "table " + table + ": its tables were closed while another process was at work on the commit; doing"
                            + " the same again with the commit id " + id + " cannot bring it in twice",
                    id,
                    e);
        }
    }

    private void lead(Relay open, List<Call> calls, Consumer<List<Pending>> commit) {
        List<Pending> all = new ArrayList<>(calls);
        List<RelayedCalls> relayed = List.of();
        long begun = System.nanoTime();
        try {
            open.awaitOthers();
            relayed = taken(open, calls.get(0).target, calls);
            all.addAll(relayed);
            begun = System.nanoTime();
            commit.accept(all);
        } finally {
            relayed.stream().filter(call -> !call.isDone()).forEach(RelayedCalls::giveBack);
            try {
                open.endLead(relayed.size(), System.nanoTime() - begun);
            } catch (IOException | H5ClosedException e) {
                end(e);
            }
        }
    }

    /** What others have laid down and this process can commit with its own. */
    private List<RelayedCalls> taken(Relay open, WriteTarget target, List<Call> own) {
        List<RelayedCalls> relayed = new ArrayList<>();
        Set<String> names = new HashSet<>();
        own.forEach(call -> names.addAll(call.callerIds()));
        for (TakenCall taken : open.take()) {
            RelayedCalls calls = relayed(target, taken);
            // Of two calls of one name the second has to find the first in the table.
            if (calls == null || calls.callerIds().stream().anyMatch(names::contains)) {
                taken.giveBack();
            } else {
                names.addAll(calls.callerIds());
                relayed.add(calls);
            }
        }
        return relayed;
    }

    private @Nullable RelayedCalls relayed(WriteTarget target, TakenCall taken) {
        try {
            RelayMessage message = RelayMessage.decode(taken.call());
            boolean fits = message.durability().compareTo(durability) <= 0
                    && message.schemaId() == target.schema().schemaId()
                    && message.specId() == target.spec().specId();
            return fits
                    ? new RelayedCalls(
                            target,
                            taken,
                            message,
                            rowBytes(target.schema()).read(message.rows(), new ByteArrayInputStream(message.encoded())))
                    : null;
        } catch (IOException | RuntimeException e) {
            log("what another process has handed over cannot be read: it does it itself", e);
            return null;
        }
    }

    /** Null if it is not to be handed over: files, many rows, or large ones. */
    private byte @Nullable [] message(List<Call> calls, String id) {
        WriteTarget target = calls.get(0).target;
        List<org.apache.iceberg.data.Record> rows = new ArrayList<>();
        List<String> callerIds = new ArrayList<>();
        for (Call call : calls) {
            rows.addAll(call.rows);
            callerIds.addAll(call.callerIds());
            if (!call.files.isEmpty() || rows.size() > ROWS) {
                return null;
            }
        }
        if (rows.isEmpty()) {
            return null;
        }
        try {
            ByteArrayOutputStream encoded = new Room();
            rowBytes(target.schema()).write(rows, encoded);
            byte[] message = new RelayMessage(
                            durability,
                            target.schema().schemaId(),
                            target.spec().specId(),
                            id,
                            CommitIds.WRITER,
                            callerIds,
                            calls.size(),
                            rows.size(),
                            encoded.toByteArray())
                    .encode();
            return message.length <= Relay.LONGEST_CALL ? message : null;
        } catch (NoRoomException e) {
            return null;
        } catch (IOException | RuntimeException e) {
            log("rows cannot be handed to another process: they are committed by this one", e);
            return null;
        }
    }

    /** Ends the writing of rows that are too large, before all of them are there twice. */
    private static final class Room extends ByteArrayOutputStream {
        @Override
        public synchronized void write(int one) {
            demand(1);
            super.write(one);
        }

        @Override
        public synchronized void write(byte[] some, int from, int length) {
            demand(length);
            super.write(some, from, length);
        }

        private void demand(int more) {
            if (more > Relay.LONGEST_CALL - count) {
                throw new NoRoomException();
            }
        }
    }

    private static final class NoRoomException extends RuntimeException {
        @java.io.Serial
        private static final long serialVersionUID = 1L;

        NoRoomException() {
            super("no room", null, false, false);
        }
    }

    private RowBytes rowBytes(Schema schema) {
        RowBytes known = rowBytes;
        if (known == null || !known.isOf(schema)) {
            known = new RowBytes(schema);
            rowBytes = known;
        }
        return known;
    }

    private @Nullable Snapshot snapshot(byte @Nullable [] answer) {
        try {
            return answer == null ? null : RelayMessage.snapshot(answer);
        } catch (IOException e) {
            return null; // Cut off, as its checksum should have said.
        }
    }

    /** Does something unless another process is at it. */
    void upkeep(Runnable task) {
        Relay open = relay();
        try {
            if (open != null && !open.beginUpkeep()) {
                return;
            }
        } catch (IOException | H5ClosedException e) {
            end(e);
            open = null;
        }
        try {
            task.run();
        } finally {
            try {
                if (open != null) {
                    open.endUpkeep();
                }
            } catch (IOException | H5ClosedException e) {
                end(e);
            }
        }
    }

    /** What is shared with other processes; null if none was met, or there cannot be any. */
    private synchronized @Nullable Relay relay() {
        if (relay == null && file != null && !ended && (meetings == MEETINGS || Files.exists(file))) {
            try {
                relay = Relay.open(file);
            } catch (IOException | H5Exception e) {
                end(e);
            }
        }
        return relay;
    }

    /** From now on this process is alone: it goes without, only slower. */
    private synchronized void end(Exception cause) {
        log("no commits are shared with other processes any more", cause);
        close();
    }

    private void log(String what, Exception cause) {
        System.getLogger(HostGroup.class.getPackageName())
                .log(System.Logger.Level.INFO, "table " + table + ": " + what, cause);
    }

    /** Removes the file, of a table that is there no more: who has it open goes on with it, and comes to its end with it. */
    void remove() {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                log("what was shared with other processes cannot be removed", e);
            }
        }
    }

    @Override
    public synchronized void close() {
        ended = true;
        Relay open = relay;
        relay = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log("what was shared with other processes cannot be closed", e);
            }
        }
    }
}

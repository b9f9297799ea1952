package dev.tutti.engine.shared;

import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.engine.meta.SharedBlocks;
import dev.tutti.engine.meta.StagedTransaction;
import dev.tutti.engine.object.KeptSpace;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.engine.wal.Change;
import dev.tutti.engine.wal.ConflictException;
import dev.tutti.engine.wal.Durability;
import dev.tutti.engine.wal.Session;
import dev.tutti.engine.wal.SnapshotFile;
import dev.tutti.engine.wal.TransactionDraft;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5Exception;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes of a shared file that become visible together, or not at all. They are made on a snapshot; reads of the transaction find its own changes.
 * At the commit it must still hold: nobody may have changed what it read. Not thread-safe, but for the parallel work inside one call.
 */
public final class SharedTransaction implements Sight, AutoCloseable {
    private final SharedFile owner;
    private final Session.Epoch epoch;
    private final SnapshotFile snapshot;
    private final RangeSet reads;
    private final TransactionDraft draft;
    private final SharedBlocks.Written written;
    private final SharedSpace space;
    private final OpenFile file;
    private final RangeSet listed = new RangeSet();
    private boolean lists;
    private long published;
    private boolean ended;

    SharedTransaction(
            SharedFile owner,
            Session.Epoch epoch,
            SnapshotFile snapshot,
            RangeSet reads,
            Seal seal,
            SharedBlocks blocks,
            SharedSpace space) {
        this.owner = owner;
        this.epoch = epoch;
        this.snapshot = snapshot;
        this.published = snapshot.snapshot().lsn();
        this.reads = reads;
        this.space = space;
        this.draft = new TransactionDraft(owner.session().data());
        this.written = new SharedBlocks.Written();
        BlockReader reader = owner.reader(snapshot, seal);
        FileView view = blocks.view(reader, snapshot, written);
        this.file = owner.open(snapshot, reader, seal, view, new Mode());
        space.learn(file);
        file.writeThrough(
                new StagedTransaction(view, draft, space, file.epochs(), StagedTransaction.Discipline.LOGGED), space);
    }

    /** A transaction is ended by its owner alone. */
    private final class Mode implements OpenFile.Mode {
        @Override
        public void commit(OpenFile open) {
            throw new H5Exception(open.path() + ": changes inside a transaction are committed together at its end");
        }

        @Override
        public void close(OpenFile open) {}

        @Override
        public long version() {
            return published;
        }

        @Override
        public boolean live() {
            return false;
        }
    }

    /** {@inheritDoc} It is read and changed there. */
    @Override
    public OpenFile file() {
        checkOpen();
        return file;
    }

    @Override
    public long number() {
        return snapshot.snapshot().lsn();
    }

    @Override
    public Object generation() {
        return epoch;
    }

    @Override
    public boolean isGone(long address, long since) {
        return owner.session().wasDeleted(file.reader().base() + address, since, number());
    }

    private void checkOpen() {
        if (ended) {
            throw new H5ClosedException(file.path() + ": the transaction was committed or given up");
        }
    }

    /**
     * Commits. Whatever happens, the transaction has ended then.
     *
     * @return the commit point; that of the snapshot if nothing was changed
     * @throws ConflictException if somebody changed what it had read; nothing was committed
     */
    public long commit(Durability durability) throws IOException {
        checkOpen();
        StagedTransaction staged = file.transaction();
        RangeSet used = new RangeSet();
        boolean reachesLog = false;
        try {
            file.settle();
            noteUsed(staged, used);
            if (staged.isEmpty() && draft.isEmpty() && staged.freed().isEmpty()) {
                return snapshot.snapshot().lsn();
            }
            if (!lists && space.mayKeep()) {
                KeptSpace.takeBack(file);
                noteUsed(staged, used);
            }
            List<Change.Range> freed = new ArrayList<>();
            for (StagedTransaction.Freed range : staged.freed()) {
                freed.add(new Change.Range(file.reader().base() + range.address(), range.length()));
            }
            List<Long> deleted = new ArrayList<>();
            for (long address : file.deletedObjects()) {
                deleted.add(file.reader().base() + address);
            }
            RangeSet taken = space.upToPage(used);
            listed.forEach(taken::add);
            owner.checkFence();
            staged.commit(0, List.of(), List.of());
            reachesLog = true;
            long lsn = owner.session()
                    .commit(new Change(snapshot.snapshot().lsn(), reads, draft, taken, freed, deleted, durability));
            written.committed(lsn);
            published = lsn;
            return lsn;
        } catch (ConflictException e) {
            reachesLog = false;
            throw e;
        } finally {
            // A record that was broken off may be found whole after a crash: what it points at stays as it is.
            if (!reachesLog) {
                used.forEach((position, length) ->
                        space.release(position - file.reader().base(), length));
                used.clear();
            }
            end();
        }
    }

    private void noteUsed(StagedTransaction staged, RangeSet used) {
        used.clear();
        staged.allocated().forEach((address, length) -> used.add(file.reader().base() + address, length));
    }

    /** Whether it is the first of this process in the time of its log, and the file may keep lists of what is free. */
    boolean isFirst() {
        return space.begins();
    }

    /** Where allocation ends with what this transaction has allocated so far. */
    long endOfAllocation() {
        RangeSet used = new RangeSet();
        noteUsed(file.transaction(), used);
        long[] end = {owner.session().endOfFile()};
        space.upToPage(used).forEach((position, length) -> end[0] = Math.max(end[0], position + length));
        return end[0] - file.reader().base();
    }

    /** Besides what it allocates itself, the commit uses these ranges: the file lists them as free from now on. */
    void lists(RangeSet ranges) {
        lists = true;
        ranges.forEach((address, length) -> listed.add(file.reader().base() + address, length));
    }

    /** Gives up what was not committed: nothing has changed. */
    @Override
    public void close() {
        if (!ended) {
            try {
                file.transaction().abandon();
            } finally {
                end();
            }
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            file.end();
            owner.session().end(snapshot.snapshot());
        }
    }
}

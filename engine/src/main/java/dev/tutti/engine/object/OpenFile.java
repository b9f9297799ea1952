package dev.tutti.engine.object;

import dev.tutti.engine.chunk.DecodedChunks;
import dev.tutti.engine.chunk.Workers;
import dev.tutti.engine.filter.Filters;
import dev.tutti.engine.heap.GlobalHeapWriter;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.StagedTransaction;
import dev.tutti.engine.space.ReaderEpochs;
import dev.tutti.engine.space.Space;
import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all objects of one open file share: its bytes, its view, and for a writer the transaction and the one write lock.
 *
 * <p>Reads of datasets take no lock: they go through immutable values and count themselves in {@link ReaderEpochs}, so that space they stand
 * on is not used again. Reads of groups and attributes, whose dense form is changed in several blocks, are repeated if a change came between
 * ({@link #consistently}). Changes are guarded by the write lock.
 */
public final class OpenFile {
    /** How the changes of a writer reach the file; null for a file that is only read. */
    public interface Mode {
        /** Brings all that is staged to the file. Called with the write lock held. */
        void commit(OpenFile file);

        /** Commits and leaves the file to others. Called once, with the write lock held for a writer. */
        void close(OpenFile file);

        /** The version last published; 0 in a mode that counts none. */
        default long version() {
            return 0;
        }

        /** The extents that readers of this version go by, for datasets whose header may be ahead of it. */
        default @Nullable ExtentSource extents() {
            return null;
        }

        /** Whether values may go to raw files beside this one, which no commit covers: only where nobody else reads meanwhile. */
        default boolean writesBeside() {
            return false;
        }

        /** Whether other processes read the file while it changes, so that only forms that are safe for them may be written. */
        boolean live();
    }

    /** Extents at one published version. */
    @FunctionalInterface
    public interface ExtentSource {
        /** The dimensions of a dataset at this version, or null if its object header says them. */
        long @Nullable [] extent(long address);
    }

    /** How a dataset's extent changed since the last publish; {@code made} if the dataset itself is younger than that. */
    public record Extent(long[] before, long[] now, boolean made) {}

    private static final int ATTEMPTS = 64;

    private final Storage storage;
    private final StoreFile store;
    private final BlockReader reader;
    private static final long DECODED_BYTES = 32L << 20;

    private final Workers workers;
    private final DecodedChunks decoded = new DecodedChunks(DECODED_BYTES);
    private final Mode mode;
    private final ReaderEpochs epochs = new ReaderEpochs();
    private final ReentrantLock writeLock = new ReentrantLock();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong dataChanges = new AtomicLong();
    private final DatasetWriters writers = new DatasetWriters();

    /** Extents that changed since the last publish, and the map of the one before, in turn: a live file publishes thousands of times a second. */
    private Map<Long, Extent> grown = new HashMap<>();

    private Map<Long, Extent> taken = new HashMap<>();
    private final List<Long> deleted = new ArrayList<>();
    private final Externals externals = new Externals(this);
    private @Nullable GlobalHeapWriter heap;
    private volatile FileView view;
    private volatile Superblock superblock;
    private volatile @Nullable StagedTransaction transaction;
    private @Nullable Space space;
    private volatile boolean closed;

    /** A file to read. */
    public OpenFile(
            Storage storage,
            StoreFile store,
            BlockReader reader,
            Superblock superblock,
            FileView view,
            Workers workers,
            Mode mode) {
        this.storage = storage;
        this.store = store;
        this.reader = reader;
        this.superblock = superblock;
        this.view = view;
        this.workers = workers;
        this.mode = mode;
        view.treeSizes(() -> Compat.treeSizes(view, superblock));
    }

    /** Makes the file changeable. */
    public void writeThrough(StagedTransaction staged, Space free) {
        transaction = staged;
        space = free;
    }

    /** Storage below. */
    public Storage storage() {
        return storage;
    }

    /** The open file below. */
    public StoreFile store() {
        return store;
    }

    /** Reads blocks, and knows the base address. */
    public BlockReader reader() {
        return reader;
    }

    /** Threads for chunks. */
    public Workers workers() {
        return workers;
    }

    /** What chunks pass through. */
    public Filters filters() {
        return workers.filters();
    }

    /** Chunks of this version that were decoded lately. */
    DecodedChunks decoded() {
        return decoded;
    }

    /** The mode. */
    public Mode mode() {
        return mode;
    }

    /** Bookkeeping of reads that stand on space. */
    public ReaderEpochs epochs() {
        return epochs;
    }

    /** The superblock as it stands in the file. */
    public Superblock superblock() {
        return superblock;
    }

    /** Notes that the superblock in the file is now this one. */
    public void superblock(Superblock written) {
        superblock = written;
    }

    /** Files that external links of this file lead to. */
    public Externals externals() {
        return externals;
    }

    /** Path of the file, for errors. */
    public String path() {
        return store.path().toString();
    }

    /** Whether this file can be changed. */
    public boolean writable() {
        return transaction != null;
    }

    /** What readers see now. */
    public MetaView meta() {
        checkOpen();
        StagedTransaction staged = transaction;
        return staged != null ? staged : view;
    }

    /** The transaction of the writer. */
    public StagedTransaction transaction() {
        checkOpen();
        StagedTransaction staged = transaction;
        if (staged == null) {
            throw new H5Exception(
                    path()
                            + ": the file was opened for reading; open it with FileOptions.exclusive() or H5.live to change it");
        }
        return staged;
    }

    /** The free space of the writer. */
    public Space space() {
        if (space == null) {
            throw new IllegalStateException("a file that is only read has no free space");
        }
        return space;
    }

    /** The clean blocks of the file. */
    public FileView fileView() {
        return view;
    }

    private void checkOpen() {
        if (closed) {
            throw new H5ClosedException(path() + ": the file was closed");
        }
    }

    /** A read that needs no agreement between several blocks. */
    public <T> T reading(Function<MetaView, T> read) {
        long entered = epochs.enter();
        try {
            return read.apply(meta());
        } finally {
            epochs.exit(entered);
        }
    }

    /** A read over several blocks that a change may rewrite one after the other: repeated until no change came between. */
    public <T> T consistently(Function<MetaView, T> read) {
        return consistently(changes, read);
    }

    /** A read of chunks through an index whose nodes a write may change one after the other: repeated until no write came between. */
    <T> T consistentlyWithWrites(Function<MetaView, T> read) {
        return consistently(dataChanges, read);
    }

    private <T> T consistently(AtomicLong counter, Function<MetaView, T> read) {
        if (transaction == null || writeLock.isHeldByCurrentThread()) {
            return reading(read);
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long before = counter.get();
            if ((before & 1) == 0) {
                try {
                    T result = reading(read);
                    if (counter.get() == before) {
                        return result;
                    }
                } catch (H5Exception e) {
                    if (counter.get() == before) {
                        throw e;
                    }
                }
            }
            Thread.onSpinWait();
        }
        writeLock.lock();
        try {
            return reading(read);
        } finally {
            writeLock.unlock();
        }
    }

    /** A change: all of it is staged, or, if it throws, nothing. */
    public <T> T changing(Function<StagedTransaction, T> change) {
        writeLock.lock();
        try {
            StagedTransaction staged = transaction();
            if ((changes.get() & 1) != 0) {
                return change.apply(staged); // part of the change that this thread is making
            }
            stageHeap(); // what was kept before is no part of the change: it stays if that fails
            if (staged.gathering().isMany()) {
                operation(staged, OpenFile::settleGathered);
            }
            return operation(staged, change);
        } finally {
            writeLock.unlock();
        }
    }

    private static StagedTransaction settleGathered(StagedTransaction tx) {
        tx.gathering().settle(tx);
        return tx;
    }

    private <T> T operation(StagedTransaction staged, Function<StagedTransaction, T> change) {
        boolean done = false;
        staged.beginOperation();
        changes.incrementAndGet();
        try {
            T result = change.apply(staged);
            stageHeap();
            done = true;
            return result;
        } finally {
            if (done) {
                staged.endOperation();
            } else {
                heap = null; // the space of its collection may be taken back
                staged.undoOperation();
                writers.undoOperation();
            }
            writers.endOperation();
            changes.incrementAndGet();
        }
    }

    /** Something short under the write lock. */
    <T> T locked(Supplier<T> work) {
        writeLock.lock();
        try {
            return work.get();
        } finally {
            writeLock.unlock();
        }
    }

    /** Work on raw data that the write lock guards and that is no part of an operation. */
    public <T> T writing(Function<StagedTransaction, T> work) {
        writeLock.lock();
        try {
            if ((dataChanges.get() & 1) != 0) {
                return work.apply(transaction()); // part of the work that this thread is doing
            }
            dataChanges.incrementAndGet();
            try {
                return work.apply(transaction());
            } finally {
                dataChanges.incrementAndGet();
            }
        } finally {
            writeLock.unlock();
        }
    }

    /** The writer of a dataset's staged values, if it has any. */
    public @Nullable DatasetWriter writerOf(long address) {
        return writers.of(address);
    }

    /** The writers of datasets. */
    DatasetWriters writers() {
        return writers;
    }

    /** Keeps the writer of a dataset until the file is closed; called with the write lock held. */
    void keepWriter(long address, DatasetWriter writer) {
        writers.keep(address, writer, operation());
    }

    /** Forgets the writer of a dataset that is removed; called with the write lock held. */
    void dropWriter(long address) {
        writers.drop(address, operation());
    }

    private DatasetWriters.Operation operation() {
        return (changes.get() & 1) != 0 ? DatasetWriters.Operation.OPEN : DatasetWriters.Operation.NONE;
    }

    /** Keeps values of variable length; called with the write lock held. */
    GlobalHeapWriter heap(MetaTransaction tx) {
        GlobalHeapWriter open = heap;
        if (open == null) {
            open = new GlobalHeapWriter(
                    tx, mode.live() ? GlobalHeapWriter.Existing.LEFT_ALONE : GlobalHeapWriter.Existing.CHANGED);
            heap = open;
        }
        return open;
    }

    /** Stages what was kept of values of variable length; called with the write lock held. */
    void stageHeap() {
        GlobalHeapWriter open = heap;
        if (open != null) {
            open.stageSoFar();
        }
    }

    /** What is kept from now on goes into another collection: readers of a live file may know this one soon. */
    private void closeHeap() {
        GlobalHeapWriter open = heap;
        if (open != null && mode.live()) {
            open.flush();
            heap = null;
        }
    }

    /** Brings the staged values of all datasets, and what was gathered for indexes, into the transaction. */
    public void settleAll() {
        stageHeap();
        writers.settle();
        StagedTransaction staged = transaction;
        if (staged != null && !staged.gathering().isEmpty()) {
            changing(OpenFile::settleGathered);
        }
    }

    /** Brings the staged values of all datasets into the transaction, for a mode that commits it itself. */
    public void settle() {
        writing(tx -> {
            settleAll();
            return tx;
        });
    }

    /** Brings everything to the file. */
    public void commit() {
        writeLock.lock();
        try {
            settle();
            closeHeap();
            externals.raw().force();
            mode.commit(this);
        } finally {
            writeLock.unlock();
        }
    }

    /** Closes without a commit: whoever made this file out of another one has taken what is to be kept. */
    public void end() {
        closed = true;
        externals.close();
    }

    /** Commits, if the file is changeable, and closes. Closing twice does nothing. */
    public void close() {
        writeLock.lock();
        try {
            if (closed) {
                return;
            }
            try {
                if (transaction != null) {
                    settleAll();
                    externals.raw().force();
                }
            } finally {
                try {
                    mode.close(this);
                } finally {
                    closed = true;
                    externals.close();
                }
            }
        } finally {
            writeLock.unlock();
        }
    }

    /** Notes that the object at an address is gone; called with the write lock held. */
    void noteDeleted(long address) {
        deleted.add(address);
    }

    /** Objects that are gone since the file was opened; called with the write lock held. */
    public List<Long> deletedObjects() {
        return List.copyOf(deleted);
    }

    /** Notes that a dataset's extent changed; called with the write lock held. */
    void noteExtent(long address, long[] before, long[] now, boolean made) {
        noteExtent(address, new Extent(before, now, made));
    }

    /** Notes a change of a dataset's extent that no publish has said yet; called with the write lock held. */
    public void noteExtent(long address, Extent extent) {
        Extent known = grown.get(address);
        grown.put(address, known == null ? extent : new Extent(known.before(), extent.now(), known.made()));
    }

    /** The extents that changed since the last call, by address; good until the next one. Called with the write lock held. */
    public Map<Long, Extent> takeExtents() {
        Map<Long, Extent> now = grown;
        grown = taken;
        grown.clear();
        taken = now;
        return now;
    }

    /** Whether {@link #close} was called. */
    public boolean isClosed() {
        return closed;
    }
}

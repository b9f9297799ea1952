package dev.tutti.engine.meta;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.commit.BlockWriter;
import dev.tutti.engine.commit.ChangeSet;
import dev.tutti.engine.meta.StagedBlocks.Block;
import dev.tutti.engine.meta.StagedBlocks.Placed;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.engine.space.ReaderEpochs;
import dev.tutti.engine.space.Space;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.TreeSizes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a file's one writer that have not reached the file yet.
 *
 * <p>Changing calls are guarded by the write lock of the file. Loads and reads are for any thread, without a lock: a reader of the same
 * process finds staged blocks here, clean ones in the cache, the rest in the file. Values are immutable, so that a reader has the old
 * or the new one. Space that is given back is used again only when no read that began before can still stand on it.
 */
public final class StagedTransaction implements MetaTransaction {
    /** Above this number of staged blocks those that nothing points at yet are written before the commit, so that memory stays bounded. */
    private static final int SPILL_BLOCKS = 16_384;

    /** The same for raw bytes. */
    private static final int SPILL_RAW = 8 << 20;

    /** Raw bytes from this number on go to new space at once, past a log. */
    private static final int DIRECT_FROM = 64 * 1024;

    /** Raw bytes from this number on go to new space at once where there is no log; less is worth no call of its own. */
    private static final int WRITTEN_FROM = 4 * 1024;

    /** So many raw bytes wait for a log at the most: until it has them they are in memory several times. */
    private static final long MOST_WAITING = Runtime.getRuntime().maxMemory() / 4;

    /** What the mode asks of changes to what is committed. */
    public enum Discipline {
        /** Nobody else is there: raw data changes in place, and space is used again before the file is closed. */
        EXCLUSIVE,
        /** Readers in other processes may stand on any space: none is used again. */
        LIVE,
        /** Other processes read older versions: nothing changes in place, and space that is given back is told to the log. */
        LOGGED
    }

    /** A range of the file. */
    public record Freed(long address, long length) {}

    private final FileView file;
    private final BlockWriter writer;
    private final Space space;
    private final ReaderEpochs epochs;
    private final Discipline discipline;
    private final RangeSet fresh = new RangeSet();
    private final StagedBlocks staged = new StagedBlocks();
    private final RawPieces raw = new RawPieces();
    private final List<Freed> freed = new ArrayList<>();
    private final Gathering gathering = new Gathering();
    private final Object token = new Object();
    private int stagedFresh;

    /** Why a part of a write is missing; what is staged must not be committed then. */
    private volatile @Nullable H5Exception refused;

    /** How many operations have begun. */
    private long operations;

    private @Nullable Operation operation;

    /** What an operation changed, so that a failed one leaves nothing behind. */
    private static final class Operation {
        final List<Before> before = new ArrayList<>(4);
        final List<long[]> allocated = new ArrayList<>(2);
        final List<long[]> released = new ArrayList<>(0);
    }

    /** What was staged at an address before. */
    private record Before(long address, @Nullable Block block) {}

    /** An empty transaction over {@code file}. */
    public StagedTransaction(
            FileView file, BlockWriter writer, Space space, ReaderEpochs epochs, Discipline discipline) {
        this.file = file;
        this.writer = writer;
        this.space = space;
        this.epochs = epochs;
        this.discipline = discipline;
    }

    @Override
    public Widths widths() {
        return file.widths();
    }

    @Override
    public TreeSizes treeSizes() {
        return file.treeSizes();
    }

    @Override
    public long extension() {
        return file.extension();
    }

    @Override
    public String path() {
        return file.path();
    }

    @Override
    public long endOfAllocation() {
        return Math.max(space.end(), file.endOfAllocation()); // a shared file has more than the space of this process
    }

    @Override
    @SuppressWarnings(
            "unchecked") // a value is staged together with a codec of its own type; the names of codecs tell types
    // apart
    public <T> T load(long address, BlockCodec<T> codec) {
        Block block = staged.get(address);
        if (block != null) {
            if (!block.codec().structure().equals(codec.structure())) {
                throw new H5CorruptException(
                        path(),
                        address,
                        codec.structure(),
                        "one structure at one address",
                        block.codec().structure(),
                        null);
            }
            return (T) block.value();
        }
        return file.load(address, codec);
    }

    @Override
    public void read(long address, ByteBuffer target) {
        ByteBuffer whole = target.duplicate();
        int wanted = target.remaining();
        // Looked up before the file is read: a commit meanwhile brings a piece to the file first and forgets it then.
        List<RawPieces.Piece> patches = raw.in(address, wanted);
        int count = file.reader().readAvailable(address, target);
        if (count < wanted) {
            if (wanted > space.end() - address) {
                throw new H5CorruptException(
                        path(), address, "raw data", wanted + " bytes", "end of file after " + count + " bytes", null);
            }
            while (target.hasRemaining()) {
                target.put((byte) 0);
            }
        }
        try {
            writer.overlay(file.reader().base() + address, whole);
        } catch (IOException e) {
            throw file.reader().failed(e);
        }
        patches.forEach(piece -> piece.patch(address, whole));
    }

    @Override
    public H5CorruptException corrupt(long address, FormatException e) {
        return file.corrupt(address, e);
    }

    @Override
    public long allocate(long length, Placement placement) {
        epochs.reclaim(this::reclaim);
        long address = placement.in(space, length);
        fresh.add(address, length);
        if (operation != null) {
            operation.allocated.add(new long[] {address, length});
        }
        return address;
    }

    /** Begins an operation: until {@link #endOperation} all that is staged, allocated and released can be taken back. */
    public void beginOperation() {
        if (operation != null) {
            throw new IllegalStateException("an operation is open");
        }
        spillIfLarge(); // here, and not at its end: an operation that throws has changed nothing
        operation = new Operation();
        operations++;
        raw.beginOperation();
        gathering.beginOperation();
    }

    /** The operation has succeeded: what it released is given back. */
    public void endOperation() {
        Operation ended = operation;
        operation = null;
        raw.endOperation();
        gathering.endOperation();
        if (ended != null) {
            ended.released.forEach(range -> release(range[0], range[1]));
        }
    }

    /** The operation has failed: staged blocks are as they were before it, what it allocated is given back. */
    public void undoOperation() {
        Operation failed = operation;
        operation = null;
        if (failed != null) {
            for (int i = failed.before.size() - 1;
                    i >= 0;
                    i--) { // the oldest last: it is what was there before all others
                Before before = failed.before.get(i);
                if (before.block != null) {
                    staged.put(before.address, before.block);
                } else {
                    staged.forget(before.address);
                }
            }
            raw.undoOperation();
            gathering.undoOperation();
            failed.allocated.forEach(range -> release(range[0], range[1]));
        }
    }

    private void reclaim(long address, long length) {
        staged.forget(address, length);
        raw.discard(address, length);
        file.forget(address);
        fresh.remove(address, length);
        writer.forget(file.reader().base() + address, length);
        try {
            space.release(address, length);
        } catch (IllegalArgumentException e) {
            // Two structures of a damaged file claim this space: it is not used again, which harms neither.
        }
    }

    @Override
    public void release(long address, long length) {
        if (address < 0 || length <= 0 || length > space.end() - address) {
            return; // a structure of a damaged file claims what is no space of the file: there is nothing to use again
        }
        if (operation != null) {
            operation.released.add(new long[] {address, length});
            return;
        }
        // What is staged there must not be written any more: it may point at blocks that were given back after it. A
        // structure of
        // several blocks is given back as one range.
        staged.giveUp(address, length);
        if (discipline == Discipline.EXCLUSIVE || fresh.contains(address)) {
            epochs.retire(address, length);
        } else if (discipline == Discipline.LOGGED) {
            freed.add(new Freed(address, length));
        }
    }

    @Override
    public <T> void stage(long address, T value, BlockCodec<T> codec, Rank rank) {
        Block before = staged.get(address);
        boolean isFresh = (before == null || before.dead()) ? fresh.contains(address) : before.fresh();
        long number = operation == null ? 0 : operations;
        staged.put(address, new Block(value, codec, rank, isFresh, false, number));
        stagedFresh += before == null && isFresh ? 1 : 0;
        if (operation != null && (before == null || before.operation() != number)) {
            operation.before.add(new Before(address, before));
        }
        spillIfLarge();
    }

    @Override
    public void stageRaw(long address, byte[] bytes) {
        raw.put(address, bytes);
    }

    @Override
    public boolean movesAway(long address, long length) {
        return discipline == Discipline.LOGGED && length >= DIRECT_FROM && !fresh.contains(address);
    }

    @Override
    public boolean isFresh(long address) {
        return fresh.contains(address);
    }

    @Override
    public Gathering gathering() {
        return gathering;
    }

    @Override
    public Object token() {
        return token;
    }

    @Override
    public boolean gathers(long address) {
        return discipline == Discipline.EXCLUSIVE && fresh.contains(address);
    }

    /** Makes free what was released and no reader stands on any more. */
    public void reclaim() {
        epochs.reclaim(this::reclaim);
    }

    /** Whether nothing is staged. */
    public boolean isEmpty() {
        return staged.isEmpty() && raw.isEmpty() && gathering.isEmpty();
    }

    /** What committed structures used and this transaction gave back; only with {@link Discipline#LOGGED}. */
    public List<Freed> freed() {
        return List.copyOf(freed);
    }

    /** Ranges that were allocated since the last commit and not given back. */
    public RangeSet allocated() {
        RangeSet copy = new RangeSet();
        fresh.forEach(copy::add);
        return copy;
    }

    /** Gives back all that was allocated: nothing of this transaction will be committed. */
    public void abandon() {
        epochs.reclaim(this::reclaim);
        fresh.forEach(space::release);
        fresh.clear();
    }

    /**
     * Writes raw bytes at once, to space that no committed structure points at, or in place where the mode allows that; otherwise stages them.
     * For any thread, for disjoint ranges.
     */
    public void writeRaw(long address, ByteBuffer bytes) {
        boolean waits =
                switch (discipline) {
                    case LOGGED -> bytes.remaining() < DIRECT_FROM || !fresh.contains(address);
                    case EXCLUSIVE -> bytes.remaining() < WRITTEN_FROM && fresh.contains(address);
                    case LIVE -> false;
                };
        if (waits) {
            stageCopy(address, bytes);
            return;
        }
        if (raw.overlaps(address, bytes.remaining())) {
            synchronized (raw) {
                raw.drop(address, bytes.remaining()); // what waits there is older
            }
        }
        write(() -> writer.writeFresh(List.of(image(address, bytes))));
    }

    /**
     * The same for bytes that may point at blocks of this transaction, as strings and references do. Where readers of a live file look already, they are
     * staged: they come after all that they point at.
     */
    public void writeRawPointers(long address, ByteBuffer bytes) {
        if (discipline == Discipline.LIVE && !fresh.contains(address)) {
            stageCopy(address, bytes);
        } else {
            writeRaw(address, bytes);
        }
    }

    private void stageCopy(long address, ByteBuffer bytes) {
        if (discipline == Discipline.LOGGED && raw.bytes() + bytes.remaining() > MOST_WAITING) {
            refused = new H5Exception(
                    path()
                            + ": the values that a transaction sets in place wait in memory for its commit; expected at most "
                            + (MOST_WAITING >> 20)
                            + " MiB of them, found more; give it up, and set fewer values in each of several transactions, or start Java with a larger -Xmx");
            throw refused;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        synchronized (raw) {
            stageRaw(address, copy);
        }
    }

    private void spillIfLarge() {
        // A log takes metadata as a whole at the commit: what goes to the file past it others must never have decoded.
        boolean large = stagedFresh > SPILL_BLOCKS || raw.count() > SPILL_BLOCKS || raw.bytes() > SPILL_RAW;
        if (large && operation == null && discipline != Discipline.LOGGED) {
            writeFresh(0);
        }
    }

    private List<RawPieces.Piece> freshPieces() {
        List<RawPieces.Piece> pieces = new ArrayList<>(raw.count());
        RangeSet.Cursor ranges = fresh.new Cursor();
        for (RawPieces.Piece piece : raw.all()) {
            if (ranges.contains(piece.address())) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    /** Writes everything staged that nothing points at yet; it stays part of the transaction. */
    private void writeFresh(long endOfFile) {
        List<Placed> blocks = staged.fresh();
        List<RawPieces.Piece> pieces = freshPieces();
        if (blocks.isEmpty() && pieces.isEmpty()) {
            return;
        }
        MergedImages images = new MergedImages(widths(), file.reader().base(), blocks.size() + pieces.size());
        int[] lengths = new int[blocks.size()];
        int next = 0;
        for (int i = 0; i < lengths.length; i++) {
            Placed placed = blocks.get(i);
            while (next < pieces.size() && pieces.get(next).address() < placed.position()) {
                images.add(pieces.get(next++));
            }
            lengths[i] = images.add(placed);
        }
        pieces.subList(next, pieces.size()).forEach(images::add);
        write(() -> writer.write(new ChangeSet(endOfFile, images.images(), List.of(), List.of(), List.of())));
        settle(blocks, lengths);
        raw.settle(pieces);
        stagedFresh = 0;
    }

    /**
     * Brings everything staged to the file: raw bytes and fresh blocks, then blocks changed in place by rank. If it throws, what had not
     * reached the file stays staged, and the next commit brings it.
     *
     * @param endOfFile length of the file from now on, at least
     * @param before images that must reach the file before any block is changed in place
     * @param after images that follow all others
     */
    public void commit(long endOfFile, List<BlockImage> before, List<BlockImage> after) {
        if (refused != null) {
            throw new H5Exception(
                    path() + ": nothing was committed, because a write of the transaction was refused", refused);
        }
        writeFresh(endOfFile);
        // From here on the file may point at what was fresh; should the rest fail, only the order protects it.
        fresh.clear();
        List<Placed> blocks = staged.ordered();
        List<RawPieces.Piece> pieces = raw.all();
        List<BlockImage> ordered = new ArrayList<>(pieces.size() + blocks.size());
        for (RawPieces.Piece piece : pieces) {
            ordered.add(image(piece.address(), ByteBuffer.wrap(piece.bytes())));
        }
        int[] lengths = new int[blocks.size()];
        for (int i = 0; i < lengths.length; i++) {
            BlockImage image = encode(blocks.get(i));
            lengths[i] = image.length();
            ordered.add(image);
        }
        write(() -> writer.write(new ChangeSet(endOfFile, List.of(), before, ordered, after)));
        settle(blocks, lengths);
        if (discipline == Discipline.LIVE) {
            staged.forgetDeadInPlace();
        }
        raw.settle(pieces);
    }

    private void settle(List<Placed> written, int[] lengths) {
        for (int i = 0; i < lengths.length; i++) {
            Placed placed = written.get(i);
            file.remember(
                    placed.position(), placed.block().codec(), placed.block().value(), lengths[i]);
        }
        staged.forget(written);
    }

    private BlockImage encode(Placed placed) {
        ByteSink sink = new ByteSink(widths(), 512);
        placed.block().encode(sink);
        return image(placed.position(), sink.toBuffer());
    }

    private BlockImage image(long address, ByteBuffer bytes) {
        return new BlockImage(file.reader().base() + address, bytes);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw file.reader().writeFailed(e);
        }
    }
}

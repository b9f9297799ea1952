package dev.tutti.engine.meta;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.live.PublicationRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Blocks of an open transaction by their addresses. Changing calls are guarded by the write lock of the file; {@link #get} is for any thread. */
final class StagedBlocks {
    /**
     * What is staged at an address.
     *
     * @param fresh whether nothing that is committed points at it
     * @param dead whether its space was given back
     * @param operation number of the operation that staged it, so that this one notes but once what was there before; 0 outside of any
     */
    record Block(Object value, BlockCodec<?> codec, Rank rank, boolean fresh, boolean dead, long operation) {
        @SuppressWarnings("unchecked") // a value is staged together with a codec of its own type
        void encode(ByteSink sink) {
            ((BlockCodec<Object>) codec).encode(value, sink);
        }

        Block given() {
            return new Block(value, codec, rank, fresh, true, operation);
        }
    }

    /** A block and its address. */
    record Placed(long position, Block block) {}

    /** Of one rank, what stands in the first page comes last: the record that follows it in a live file stands there, too. */
    private static final Comparator<Placed> CHILDREN_FIRST = Comparator.comparing((Placed placed) -> placed.block.rank)
            .thenComparing(placed -> placed.position < PublicationRecord.PAGE)
            .thenComparing(Placed::position);

    private final ByAddress<Block> blocks = new ByAddress<>();

    @Nullable
    Block get(long address) {
        return blocks.get(address);
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Puts a block in the place of another one, or where none was. */
    void put(long address, Block block) {
        blocks.put(address, block);
    }

    void forget(long address) {
        blocks.remove(address);
    }

    /** Forgets the blocks that begin in a range. */
    void forget(long from, long length) {
        blocks.forEach(from, from + length, (address, block) -> blocks.remove(address));
    }

    /** The space of a range is given back: what is staged there is not written any more. */
    void giveUp(long from, long length) {
        blocks.forEach(from, from + length, (address, block) -> blocks.put(address, block.given()));
    }

    /** The blocks that nothing points at yet, by ascending address. */
    List<Placed> fresh() {
        List<Placed> found = new ArrayList<>(blocks.size());
        blocks.forEach((address, block) -> {
            if (block.fresh && !block.dead) {
                found.add(new Placed(address, block));
            }
        });
        return found;
    }

    /** All blocks that are to be written, children before parents. */
    List<Placed> ordered() {
        List<Placed> found = new ArrayList<>();
        blocks.forEach((address, block) -> {
            if (!block.dead) {
                found.add(new Placed(address, block));
            }
        });
        found.sort(CHILDREN_FIRST);
        return found;
    }

    /** Forgets blocks that are in the file now. */
    void forget(List<Placed> written) {
        if (written.size() == blocks.size()) { // as at most commits: all at once
            blocks.clear();
        } else {
            written.forEach(placed -> blocks.remove(placed.position));
        }
    }

    /** Forgets blocks that were given back in space that is not used again: nothing will ever be written there. */
    void forgetDeadInPlace() {
        blocks.forEach((address, block) -> {
            if (block.dead && !block.fresh) {
                blocks.remove(address);
            }
        });
    }
}

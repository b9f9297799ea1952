package dev.tutti.engine.meta;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Blocks of an open transaction by their addresses. Changing calls are guarded by the write lock of the file; {@link #get} is for any thread. */
final class StagedBlocks {
    /**
     * What is staged at an address.
     *
     * @param fresh whether nothing that is committed points at it
     * @param dead whether its space was given back
     */
    record Block(Object value, BlockCodec<?> codec, Rank rank, boolean fresh, boolean dead) {
        @SuppressWarnings("unchecked") // a value is staged together with a codec of its own type
        void encode(ByteSink sink) {
            ((BlockCodec<Object>) codec).encode(value, sink);
        }
    }

    /** A block and its address. */
    record Placed(Address address, Block block) {
        long position() {
            return address.value();
        }
    }

    private static final Comparator<Placed> CHILDREN_FIRST =
            Comparator.comparing((Placed placed) -> placed.block.rank).thenComparing(Placed::position);

    private final ConcurrentHashMap<Address, Block> blocks = new ConcurrentHashMap<>();
    private final TreeSet<Long> addresses = new TreeSet<>();

    @Nullable
    Block get(Address address) {
        return blocks.get(address);
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Puts a block in the place of another one, or where none was. */
    void put(Address address, Block block) {
        if (blocks.put(address, block) == null) {
            addresses.add(address.value());
        }
    }

    void forget(Address address) {
        blocks.remove(address);
        addresses.remove(address.value());
    }

    /** Forgets the blocks that begin in a range. */
    void forget(long from, long length) {
        for (Long inside : List.copyOf(addresses.subSet(from, from + length))) {
            forget(new Address(inside));
        }
    }

    /** The space of a range is given back: what is staged there is not written any more. */
    void giveUp(long from, long length) {
        for (Long inside : addresses.subSet(from, from + length)) {
            blocks.computeIfPresent(
                    new Address(inside),
                    (a, block) -> new Block(block.value, block.codec, block.rank, block.fresh, true));
        }
    }

    boolean anyFresh() {
        for (Block block : blocks.values()) {
            if (block.fresh && !block.dead) {
                return true;
            }
        }
        return false;
    }

    /** The blocks that nothing points at yet, by ascending address. */
    List<Placed> fresh() {
        List<Placed> found = new ArrayList<>();
        for (long at : addresses) {
            Address address = new Address(at);
            Block block = blocks.get(address);
            if (block != null && block.fresh && !block.dead) {
                found.add(new Placed(address, block));
            }
        }
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
            addresses.clear();
        } else if (written.size() > blocks.size() / 2) {
            written.forEach(placed -> blocks.remove(placed.address));
            addresses.clear();
            blocks.keySet().forEach(address -> addresses.add(address.value()));
        } else {
            written.forEach(placed -> forget(placed.address));
        }
    }

    /** Forgets blocks that were given back in space that is not used again: nothing will ever be written there. */
    void forgetDeadInPlace() {
        blocks.entrySet().removeIf(entry -> {
            boolean gone = entry.getValue().dead && !entry.getValue().fresh;
            if (gone) {
                addresses.remove(entry.getKey().value());
            }
            return gone;
        });
    }
}

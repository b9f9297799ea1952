package dev.tutti.engine.meta;

import dev.tutti.engine.space.FreeSpace;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.TreeSizes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file in memory with a transaction open on it. Every staged block is encoded at once and the next load decodes it, so that a test of an engine
 * structure is a round trip of its codecs as well. Breaks of the rules (a block outside allocated space, a length that is not the codec's,
 * space given back twice) fail the test.
 */
public final class MemoryTransaction implements MetaTransaction {
    /** What {@link #stage} was called for since the last {@link #commit}. */
    public record Write(long address, int length, Rank rank, boolean fresh) {}

    private final Widths widths;
    private final FreeSpace space;
    private final RangeSet fresh = new RangeSet();
    private final List<Write> writes = new ArrayList<>();
    private final TreeMap<Long, Decoded> decoded = new TreeMap<>();
    private byte[] bytes = new byte[1 << 16];
    private final Gathering gathering = new Gathering();
    private TreeSizes treeSizes = TreeSizes.DEFAULT;
    private boolean gathers;

    private record Decoded(BlockCodec<?> codec, Object value, int length) {}

    /** An empty file whose first {@code reserved} bytes are taken. */
    public MemoryTransaction(Widths widths, long reserved) {
        this.widths = widths;
        this.space = new FreeSpace(reserved);
    }

    /** A file with these bytes, all taken. */
    public MemoryTransaction(Widths widths, byte[] content) {
        this(widths, content.length);
        this.bytes = content.clone();
    }

    /** Nothing is fresh any more. */
    public void commit() {
        fresh.clear();
        writes.clear();
    }

    /** What was staged since the last commit, in order. */
    public List<Write> writes() {
        return List.copyOf(writes);
    }

    /** Bytes in use. */
    public long used() {
        return space.end() - space.free();
    }

    /** The whole file. */
    public byte[] content() {
        grow(space.end());
        return Arrays.copyOf(bytes, (int) space.end());
    }

    @Override
    public Widths widths() {
        return widths;
    }

    /** Other sizes of the nodes of version 1 B-trees. */
    public MemoryTransaction with(TreeSizes sizes) {
        treeSizes = sizes;
        return this;
    }

    /** Additions wait in {@link #gathering}, for as long as {@code on}. */
    public void gathers(boolean on) {
        gathers = on;
    }

    @Override
    public boolean gathers(long address) {
        return gathers;
    }

    @Override
    public Gathering gathering() {
        return gathering;
    }

    @Override
    public TreeSizes treeSizes() {
        return treeSizes;
    }

    @Override
    public String path() {
        return "memory";
    }

    @Override
    @SuppressWarnings("unchecked") // decoded by an equal codec
    public <T> T load(long address, BlockCodec<T> codec) {
        Decoded known = decoded.get(address);
        if (known != null && known.codec.equals(codec)) {
            return (T) known.value;
        }
        try {
            if (address < 0 || address >= space.end()) {
                throw new FormatException(codec.structure(), "an address inside the file", "" + address);
            }
            grow(space.end());
            int room = (int) (space.end() - address);
            int prefix = Math.min(codec.prefix(widths), room);
            int length = codec.length(
                    ByteSource.of(codec.structure(), widths, ByteBuffer.wrap(bytes, (int) address, prefix)));
            if (length < 0 || length > room) {
                throw new FormatException(codec.structure(), length + " bytes", room + " bytes");
            }
            T value = codec.decode(
                    ByteSource.of(codec.structure(), widths, ByteBuffer.wrap(bytes, (int) address, length)));
            decoded.put(address, new Decoded(codec, value, length));
            return value;
        } catch (FormatException e) {
            throw corrupt(address, e);
        }
    }

    @Override
    public void read(long address, ByteBuffer target) {
        if (address < 0 || address + target.remaining() > space.end()) {
            throw new H5CorruptException(path(), address, "raw data", "a range inside the file", "" + address, null);
        }
        grow(space.end());
        target.put(bytes, (int) address, target.remaining());
    }

    @Override
    public long endOfAllocation() {
        return space.end();
    }

    @Override
    public long allocate(long length, Placement placement) {
        long address = placement.in(space, length);
        fresh.add(address, length);
        return address;
    }

    @Override
    public void release(long address, long length) {
        fresh.remove(address, length);
        forget(address, length);
        space.release(address, length);
    }

    @Override
    public <T> void stage(long address, T value, BlockCodec<T> codec, Rank rank) {
        ByteSink sink = new ByteSink(widths);
        codec.encode(value, sink);
        byte[] block = sink.toByteArray();
        int length = codec.length(ByteSource.of(
                codec.structure(), widths, ByteBuffer.wrap(block, 0, Math.min(block.length, codec.prefix(widths)))));
        if (length != block.length) {
            throw new AssertionError(
                    codec.structure() + " is " + block.length + " bytes long and says that it has " + length);
        }
        put(address, block, rank);
    }

    @Override
    public void stageRaw(long address, byte[] block) {
        put(address, block, Rank.RAW);
    }

    private void put(long address, byte[] block, Rank rank) {
        if (address < 0 || address + block.length > space.end()) {
            throw new AssertionError("a block at " + address + " outside allocated space");
        }
        grow(space.end());
        System.arraycopy(block, 0, bytes, (int) address, block.length);
        forget(address, block.length);
        writes.add(new Write(address, block.length, rank, fresh.contains(address)));
    }

    private void forget(long address, long length) {
        Map.Entry<Long, Decoded> before = decoded.lowerEntry(address);
        if (before != null && before.getKey() + before.getValue().length > address) {
            decoded.remove(before.getKey());
        }
        decoded.subMap(address, address + length).clear();
    }

    @Override
    public boolean isFresh(long address) {
        return fresh.contains(address);
    }

    private void grow(long end) {
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(end, bytes.length * 2L)));
        }
    }
}

package dev.tutti.engine.meta;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.TreeSizes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The file as it stands, with a cache of decoded blocks. A follower makes a new one for each version that it looks at. */
public final class FileView implements MetaView {
    private static final long CACHE_BYTES = 32L << 20;

    private final BlockReader reader;
    private final long endOfAllocation;
    private final boolean growing;
    private final Blocks blocks;
    private final @Nullable MadeOfBlocks made;
    private volatile boolean ending;
    private volatile Supplier<TreeSizes> treeSizes = () -> TreeSizes.DEFAULT;

    /** A view with an empty cache. */
    public FileView(BlockReader reader, long endOfAllocation) {
        this(reader, endOfAllocation, false, new BlockCache(CACHE_BYTES, reader::read));
    }

    FileView(BlockReader reader, long endOfAllocation, boolean growing, Blocks blocks) {
        this(reader, endOfAllocation, growing, blocks, null);
    }

    private FileView(
            BlockReader reader, long endOfAllocation, boolean growing, Blocks blocks, @Nullable MadeOfBlocks made) {
        this.reader = reader;
        this.endOfAllocation = endOfAllocation;
        this.growing = growing;
        this.blocks = blocks;
        this.made = made;
    }

    /** A view of a file that is only read, which nobody changes. */
    public static FileView still(BlockReader reader, long endOfAllocation) {
        return new FileView(
                reader, endOfAllocation, false, new BlockCache(CACHE_BYTES, reader::read), new MadeOfBlocks());
    }

    /**
     * A view of a file that another process writes. The C library leaves the end of allocation in the superblock of a live file as it was
     * when the file went live, so what the file really has counts too.
     */
    public static FileView growing(BlockReader reader, long endOfAllocation) {
        return new FileView(
                reader, endOfAllocation, true, new BlockCache(CACHE_BYTES, reader::read), new MadeOfBlocks());
    }

    @Override
    public Widths widths() {
        return reader.widths();
    }

    /** Says where the sizes of nodes are to be found; asked only when a version 1 B-tree is changed, and cheap from then on. */
    public void treeSizes(Supplier<TreeSizes> source) {
        treeSizes = source;
    }

    @Override
    public TreeSizes treeSizes() {
        return treeSizes.get();
    }

    @Override
    public String path() {
        return reader.path();
    }

    @Override
    public <T> T load(long address, BlockCodec<T> codec) {
        return blocks.load(address, codec).value();
    }

    @Override
    public <T> T pass(long address, BlockCodec<T> codec) {
        return blocks.pass(address, codec).value();
    }

    @Override
    public void ahead(List<Long> addresses, int length) {
        if (made != null && !growing) { // nobody changes the file: what was read ahead stays true
            reader.ahead(addresses, length);
        }
    }

    @Override
    public <T> @Nullable T kept(long address, Class<T> type) {
        return made == null ? null : made.get(address, type);
    }

    @Override
    public void keep(long address, Object object, long bytes) {
        if (made != null) {
            made.put(address, object, bytes);
        }
    }

    @Override
    public void read(long address, ByteBuffer target) {
        int wanted = target.remaining();
        int count = reader.readAvailable(address, target);
        if (count < wanted) {
            throw new H5CorruptException(
                    path(),
                    reader.base() + address,
                    "raw data",
                    wanted + " bytes",
                    "end of file after " + count + " bytes",
                    null);
        }
    }

    @Override
    public long endOfAllocation() {
        return growing ? Math.max(endOfAllocation, reader.length()) : endOfAllocation;
    }

    @Override
    public long extension() {
        return reader.extension();
    }

    @Override
    public H5CorruptException corrupt(long address, FormatException e) {
        return reader.corrupt(address, e);
    }

    BlockReader reader() {
        return reader;
    }

    /** The file is about to be closed: what is written from now on is not read again. */
    public void ending() {
        ending = true;
    }

    void remember(long address, BlockCodec<?> codec, Object value, int length) {
        if (ending) {
            blocks.drop(address);
        } else {
            blocks.put(address, codec, value, length);
        }
    }

    void forget(long address) {
        blocks.drop(address);
    }
}

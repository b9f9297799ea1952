package dev.tutti.engine.meta;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.superblock.TreeSizes;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a file's metadata, by address. Values are immutable; loads are cached. Thread-safe, without locks, unless it is a
 * {@link MetaTransaction}.
 */
public interface MetaView {
    /** The file's field widths. */
    Widths widths();

    /** Sizes of the nodes of version 1 B-trees in this file. */
    default TreeSizes treeSizes() {
        return TreeSizes.DEFAULT;
    }

    /** The file, for errors. */
    String path();

    /**
     * The decoded block at {@code address} (relative to the superblock's base address, as all addresses in the file are).
     *
     * @throws dev.tutti.errors.H5CorruptException if the block breaks the format, lies outside the file, or, in a live file, is still torn
     *     when the bounded retries end
     */
    <T> T load(long address, BlockCodec<T> codec);

    /** The same for a block that is looked at in passing, as one of perhaps a million: it does not push others out of what is kept. */
    default <T> T pass(long address, BlockCodec<T> codec) {
        return load(address, codec);
    }

    /**
     * Reads raw bytes, uncached: fills {@code target}'s remaining bytes from {@code address}.
     *
     * @throws dev.tutti.errors.H5CorruptException if the range is not in the file
     */
    void read(long address, ByteBuffer target);

    /**
     * Says that blocks will be loaded soon, so that those which lie beside each other can be read at once. Changes nothing but the number of calls.
     *
     * @param addresses in any order
     * @param length of a block, more or less
     */
    default void ahead(List<Long> addresses, int length) {}

    /** What {@link #keep} was given for an address, if this view keeps it. */
    default <T> @Nullable T kept(long address, Class<T> type) {
        return null;
    }

    /**
     * Gives what was made of several blocks, so that it need not be made again for as long as this view is. Only a view whose blocks stay what they are keeps it.
     *
     * @param address of the first of the blocks
     * @param made immutable
     * @param bytes of the blocks
     */
    default void keep(long address, Object made, long bytes) {}

    /** What was added to structures and is not in them yet. */
    default Gathering gathering() {
        return Gathering.NONE;
    }

    /** First address that the file does not use; every address of a sound file lies below. */
    long endOfAllocation();

    /** The object header that extends the superblock; undefined if there is none. */
    default long extension() {
        return ByteSource.UNDEFINED;
    }

    /** The public error for a structure that lies at {@code address} and breaks the format in a way that only its reader could see. */
    default H5CorruptException corrupt(long address, FormatException e) {
        return new H5CorruptException(path(), address, e.structure(), e.expected(), e.found(), e);
    }
}

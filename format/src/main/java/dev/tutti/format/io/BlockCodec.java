package dev.tutti.format.io;

/**
 * How one kind of metadata block is read from and written to its place in the file. A codec may carry what the block itself does
 * not say (element counts, record sizes). Immutable and thread-safe.
 *
 * @param <T> the immutable value that a block holds
 */
public interface BlockCodec<T> {
    /** Name of the structure in the format specification, for errors. */
    String structure();

    /** Number of bytes to read before {@link #length} can tell the rest. The file may end earlier. */
    int prefix(Widths widths);

    /**
     * Whole length of the block in bytes, signature and checksum included.
     *
     * @param prefix the first {@link #prefix} bytes
     */
    default int length(ByteSource prefix) {
        return prefix(prefix.widths());
    }

    /** The value of a block, signature and checksum verified. The source holds exactly the block. */
    T decode(ByteSource block);

    /** Writes the whole block, signature and checksum included; always as long as {@link #length} says. */
    void encode(T value, ByteSink sink);
}

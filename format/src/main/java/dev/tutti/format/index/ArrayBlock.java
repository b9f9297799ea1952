package dev.tutti.format.index;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * What all blocks of both arrays have in common: signature (4), version 0 (1), client ID (1), mostly the header's address (O), at the end a
 * checksum (4); and lengths that follow from counts which a hostile file may set as it likes.
 */
final class ArrayBlock {
    /** Signature, version, client ID. */
    static final int PREFIX = 6;
    /** The checksum at the end of every block and page. */
    static final int CHECKSUM = 4;

    // Longer blocks are read in two steps, so that the reader compares their length with the file's before it makes
    // room for them.
    private static final int READ_AT_ONCE = 1 << 16;

    private ArrayBlock() {}

    /** The bytes to read before the length is trusted. */
    static int prefix(long length) {
        return (int) Math.min(length, READ_AT_ONCE);
    }

    /** The length as an array can hold it. */
    static int whole(String structure, long length) {
        if (length < 0 || length > Integer.MAX_VALUE - 64) {
            throw new FormatException(structure, "a block below 2 GiB", length + " bytes");
        }
        return (int) length;
    }

    /**
     * Verifies signature and checksum, in this order: a wrong signature means a wrong address, a wrong checksum perhaps just a torn read. The
     * version is checked too; the source stands behind it then.
     */
    static void open(ByteSource block, String signature) {
        block.signature(signature);
        int fields = block.position();
        block.position(fields + Math.max(0, block.remaining() - CHECKSUM));
        block.checksum();
        block.position(fields);
        block.version(0, 0);
    }

    /** Verifies what {@link #open} does, then client ID and the address of the header that the block belongs to. */
    static void open(ByteSource block, String signature, ElementEncoding encoding, long header) {
        open(block, signature);
        int client = block.u8();
        if (client != encoding.client()) {
            throw new FormatException(block.structure(), "client ID " + encoding.client(), String.valueOf(client));
        }
        long owner = block.address();
        if (owner != header) {
            throw new FormatException(block.structure(), "header address " + header, String.valueOf(owner));
        }
    }

    /** Writes the fields that {@link #open(ByteSource, String, ElementEncoding, long)} verifies. */
    static void start(ByteSink sink, String signature, ElementEncoding encoding, long header) {
        sink.signature(signature).u8(0).u8(encoding.client()).address(header);
    }

    /** Writes the checksum and compares the length with what the codec tells readers to expect. */
    static void finish(ByteSink sink, int start, long length, String structure) {
        sink.checksum(start);
        if (sink.position() - start != length) {
            throw new IllegalStateException(
                    structure + " of " + length + " bytes encoded in " + (sink.position() - start));
        }
    }
}

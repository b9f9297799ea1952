package dev.tutti.format.header;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One chunk of an object header (format specification IV.A.1): the first one with the prefix, or a continuation.
 *
 * <table>
 * <caption>Layout of version 2</caption>
 * <tr><td>0</td><td>the prefix, or the signature OCHK</td></tr>
 * <tr><td>...</td><td>messages: type (1 byte), size (2), flags (1), creation order (2, if kept), body</td></tr>
 * <tr><td>...</td><td>a gap of zero bytes, too short for a message</td></tr>
 * <tr><td>...</td><td>checksum of all bytes before, 4 bytes</td></tr>
 * </table>
 *
 * <p>Version 1: messages of type (2 bytes), size (2), flags (1), 3 reserved bytes, body; no signature, no checksum. Both versions are read and written.
 *
 * @param prefix what stands before the messages of the first chunk, null in a continuation
 * @param messages the messages, NIL messages included, in the order of the file
 * @param gap zero bytes behind the last message, too few for another one
 */
public record HeaderChunk(@Nullable HeaderPrefix prefix, List<HeaderMessage> messages, int gap) {
    /** Name of the structure, for errors. */
    static final String STRUCTURE = "object header";

    private static final int CHECKSUM = 4;

    private static final int CONTINUATION_OVERHEAD = 4 + CHECKSUM;

    private static final FirstCodec FIRST = new FirstCodec();

    /** Checks the gap. */
    public HeaderChunk {
        messages = List.copyOf(messages);
        FormatException.unless(gap >= 0 && gap < 8, STRUCTURE, "a gap of 0 to 7 bytes", gap);
    }

    /** The first chunk of a header of either version. */
    public static BlockCodec<HeaderChunk> first() {
        return FIRST;
    }

    /**
     * A continuation chunk.
     *
     * @param prefix the header's prefix, for version and creation order
     * @param length bytes of the chunk, as the continuation message says
     */
    public static BlockCodec<HeaderChunk> continuation(HeaderPrefix prefix, int length) {
        return new ContinuationCodec(prefix.version(), prefix.tracksCreationOrder(), length);
    }

    /** Bytes of a message in a chunk: its head and a body of {@code bodyLength}. */
    public static int messageLength(HeaderPrefix prefix, int bodyLength) {
        return HeaderMessage.headLength(prefix.version(), prefix.tracksCreationOrder()) + bodyLength;
    }

    /** Bytes of a first chunk, prefix and checksum included. */
    public int length(Widths widths) {
        HeaderPrefix first = Objects.requireNonNull(prefix, "the first chunk has a prefix");
        return first.length(widths) + messageBytes(first) + (first.version() == 2 ? CHECKSUM : 0);
    }

    /** This chunk with a message in the place of one that takes as many bytes. */
    public HeaderChunk with(HeaderMessage old, HeaderMessage replacement) {
        HeaderMessage[] changed = messages.toArray(HeaderMessage[]::new);
        changed[messages.indexOf(old)] = replacement;
        return new HeaderChunk(prefix, List.of(changed), gap);
    }

    private int messageBytes(HeaderPrefix first) {
        int bytes = gap;
        for (int i = 0; i < messages.size(); i++) {
            bytes += messageLength(first, messages.get(i).body().length);
        }
        return bytes;
    }

    /** Bytes of a continuation chunk that are not messages: signature and checksum in version 2, none in version 1. */
    public static int continuationOverhead(HeaderPrefix prefix) {
        return prefix.version() == 2 ? CONTINUATION_OVERHEAD : 0;
    }

    private static HeaderChunk decode(
            @Nullable HeaderPrefix prefix, int version, boolean tracked, int end, ByteSource chunk) {
        List<HeaderMessage> messages = new ArrayList<>();
        int head = HeaderMessage.headLength(version, tracked);
        while (end - chunk.position() >= head) {
            HeaderMessage message = HeaderMessage.decode(version, tracked, chunk);
            if (chunk.position() > end) {
                throw new FormatException(
                        chunk.structure(), "a message inside its chunk", chunk.position() - end + " bytes past it");
            }
            messages.add(message);
        }
        int gap = end - chunk.position();
        chunk.skip(gap);
        if (version == 2) {
            chunk.checksum();
        }
        return new HeaderChunk(prefix, messages, gap);
    }

    private void encodeMessages(int version, boolean tracked, ByteSink sink) {
        for (int i = 0; i < messages.size(); i++) {
            messages.get(i).encode(version, tracked, sink);
        }
        sink.zeros(gap);
    }

    private static final class FirstCodec implements BlockCodec<HeaderChunk> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        /** A prefix and some messages, so that most headers are read at once. */
        @Override
        public int prefix(Widths widths) {
            return 512;
        }

        @Override
        public int length(ByteSource prefix) {
            HeaderPrefix.Sized sized = HeaderPrefix.decode(prefix);
            long length =
                    prefix.position() + sized.messageBytes() + (sized.prefix().version() == 2 ? CHECKSUM : 0);
            prefix.require(sized.messageBytes() <= LONGEST_MESSAGES, "a first chunk below 1 GiB", sized.messageBytes());
            return (int) length;
        }

        @Override
        public HeaderChunk decode(ByteSource block) {
            HeaderPrefix.Sized sized = HeaderPrefix.decode(block);
            HeaderPrefix prefix = sized.prefix();
            if (sized.messageBytes() > block.remaining()) {
                throw new FormatException(block.structure(), "the whole first chunk", block.remaining() + " bytes");
            }
            int end = block.position() + (int) sized.messageBytes();
            return HeaderChunk.decode(prefix, prefix.version(), prefix.tracksCreationOrder(), end, block);
        }

        @Override
        public void encode(HeaderChunk value, ByteSink sink) {
            HeaderPrefix prefix = Objects.requireNonNull(value.prefix, "the first chunk has a prefix");
            int start = sink.position();
            boolean tracked = prefix.tracksCreationOrder();
            prefix.encode(value.messageBytes(prefix), sink);
            value.encodeMessages(prefix.version(), tracked, sink);
            if (prefix.version() == 2) {
                sink.checksum(start);
            }
        }
    }

    private static final long LONGEST_MESSAGES = 1 << 30;

    private record ContinuationCodec(int version, boolean tracked, int length) implements BlockCodec<HeaderChunk> {
        private static final String SIGNATURE = "OCHK";

        ContinuationCodec {
            if (!(length >= (version == 2 ? CONTINUATION_OVERHEAD : 0))) {
                throw new FormatException(
                        STRUCTURE, "a continuation chunk with signature and checksum", length + " bytes");
            }
        }

        @Override
        public String structure() {
            return "object header continuation";
        }

        @Override
        public int prefix(Widths widths) {
            return length;
        }

        @Override
        public HeaderChunk decode(ByteSource block) {
            int end = length;
            if (version == 2) {
                block.signature(SIGNATURE);
                end -= CHECKSUM;
            }
            if (block.remaining() < length - block.position()) {
                throw new FormatException(block.structure(), length + " bytes", String.valueOf(block.remaining()));
            }
            return HeaderChunk.decode(null, version, tracked, end, block);
        }

        @Override
        public void encode(HeaderChunk value, ByteSink sink) {
            int start = sink.position();
            if (version == 2) {
                sink.signature(SIGNATURE);
            }
            value.encodeMessages(version, tracked, sink);
            if (version == 2) {
                sink.checksum(start);
            }
            int written = sink.position() - start;
            if (written != length) {
                throw new FormatException(STRUCTURE, "a continuation of " + length + " bytes", String.valueOf(written));
            }
        }
    }
}

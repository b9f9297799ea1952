package dev.tutti.format.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.format.RandomValues;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.RandomMessages;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderChunkRoundTripTest {
    private static HeaderPrefix prefix(RandomValues values) {
        if (values.coin()) {
            return new HeaderPrefix(1, 0, null, null, values.number(4), values.below(65536));
        }
        int flags = values.below(8) * 8 & 0x30 | 1 + values.below(3);
        int order = values.below(3);
        flags |= order == 0 ? 0 : order == 1 ? 4 : 12;
        return new HeaderPrefix(
                2,
                flags,
                (flags & HeaderPrefix.TIMES) == 0
                        ? null
                        : new HeaderPrefix.Times(
                                values.number(4), values.number(4), values.number(4), values.number(4)),
                (flags & HeaderPrefix.PHASE_CHANGE) == 0
                        ? null
                        : new HeaderPrefix.PhaseChange(values.below(65536), values.below(65536)),
                1,
                0);
    }

    private static List<HeaderMessage> messages(RandomValues values, HeaderPrefix prefix, Widths widths) {
        RandomMessages random = new RandomMessages(values, widths);
        List<HeaderMessage> messages = new ArrayList<>();
        for (int i = values.below(10); i > 0; i--) {
            int order = prefix.tracksCreationOrder() ? values.below(65536) : -1;
            HeaderMessage message =
                    HeaderMessage.of(random.message(values.below(RandomMessages.KINDS)), 0, order, widths);
            messages.add(message);
        }
        return messages;
    }

    private static byte[] encode(BlockCodec<HeaderChunk> codec, HeaderChunk chunk, Widths widths) {
        ByteSink sink = new ByteSink(widths);
        codec.encode(chunk, sink);
        return sink.toByteArray();
    }

    @Test
    void firstChunksAndContinuationsComeBack() {
        Seeds.repeat(300, random -> {
            RandomValues values = new RandomValues(random);
            Widths widths = values.widths();
            HeaderPrefix prefix = prefix(values);
            int gap = values.below(4);
            HeaderChunk first = new HeaderChunk(prefix, messages(values, prefix, widths), gap);
            BlockCodec<HeaderChunk> codec = HeaderChunk.first();
            byte[] bytes = encode(codec, first, widths);
            int seen = Math.min(bytes.length, codec.prefix(widths));
            ByteSource start = ByteSource.of("test", widths, ByteBuffer.wrap(bytes, 0, seen));
            assertThat(codec.length(start)).isEqualTo(bytes.length);
            assertThat(codec.decode(ByteSource.of("test", widths, bytes))).isEqualTo(first);

            HeaderChunk next = new HeaderChunk(null, messages(values, prefix, widths), gap);
            int length = gap + HeaderChunk.continuationOverhead(prefix);
            for (HeaderMessage message : next.messages()) {
                length += HeaderChunk.messageLength(prefix, message.body().length);
            }
            BlockCodec<HeaderChunk> continuation = HeaderChunk.continuation(prefix, length);
            byte[] nextBytes = encode(continuation, next, widths);
            assertThat(continuation.decode(ByteSource.of("test", widths, nextBytes)))
                    .isEqualTo(next);
            assertThat(continuation).isEqualTo(HeaderChunk.continuation(prefix, length));
        });
    }

    @Test
    void aFlippedBitBreaksTheChecksum() {
        HeaderPrefix prefix = new HeaderPrefix(2, 1, null, null, 1, 0);
        HeaderChunk chunk = new HeaderChunk(prefix, List.of(new HeaderMessage(0, 0, -1, new byte[40])), 0);
        byte[] bytes = encode(HeaderChunk.first(), chunk, Widths.EIGHT);
        bytes[30] ^= 4;
        assertThatThrownBy(() -> HeaderChunk.first().decode(ByteSource.of("test", Widths.EIGHT, bytes)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("checksum");
    }
}

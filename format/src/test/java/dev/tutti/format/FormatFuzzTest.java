package dev.tutti.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Lookup3;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageCodec;
import dev.tutti.format.message.RandomMessages;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged and hostile bytes: whatever they are, decoding ends with a value or a {@link FormatException}. */
class FormatFuzzTest {
    private static final int[] TELLING = {0, 1, 2, 3, 4, 5, 8, 16, 31, 32, 33, 0x7f, 0x80, 0xfe, 0xff};

    private static byte[] mutate(Random random, byte[] bytes) {
        byte[] mutated = bytes.clone();
        if (random.nextInt(4) == 0) {
            mutated = Arrays.copyOf(mutated, random.nextInt(bytes.length + 20));
        }
        for (int i = random.nextInt(6); i >= 0 && mutated.length > 0; i--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutated[at] = (byte) random.nextInt();
                case 2 -> mutated[at] = (byte) TELLING[random.nextInt(TELLING.length)];
                default -> Arrays.fill(mutated, at, Math.min(mutated.length, at + 8), (byte) 0xff);
            }
        }
        return mutated;
    }

    /** Decodes a body; what is taken for a message can be written and read again. */
    private static void body(int typeId, int flags, Widths widths, byte[] bytes) {
        Message message;
        try {
            message = MessageCodec.decode(typeId, flags, ByteSource.of("fuzz", widths, bytes));
        } catch (FormatException e) {
            return;
        }
        try {
            ByteSink sink = new ByteSink(widths);
            MessageCodec.encode(message, sink);
            MessageCodec.decode(typeId, flags, ByteSource.of("fuzz", widths, sink.toByteArray()));
        } catch (FormatException e) {
            // A name that is not UTF-8 grows when it is written, and the whole may then be too long.
            assertThat(bytes.length).isGreaterThan(30_000);
        }
    }

    @Test
    void messageBodies() {
        Seeds.repeat(200, random -> {
            RandomValues values = new RandomValues(random);
            Widths widths = values.widths();
            RandomMessages messages = new RandomMessages(values, widths);
            for (int kind = 0; kind < RandomMessages.KINDS; kind++) {
                HeaderMessage message = HeaderMessage.of(messages.message(kind), 0, -1, widths);
                for (int i = 0; i < 20; i++) {
                    byte[] bytes = mutate(random, message.body());
                    body(message.typeId(), 0, widths, bytes);
                    body(random.nextInt(0x19), random.nextInt(8), widths, bytes);
                }
            }
        });
    }

    /** The last four bytes made the right checksum again, so that the damage is looked at more closely. */
    private static void seal(byte[] bytes) {
        if (bytes.length >= 4) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            buffer.putInt(bytes.length - 4, Lookup3.hash(buffer, 0, bytes.length - 4));
        }
    }

    private static void chunk(BlockCodec<HeaderChunk> codec, byte[] bytes) {
        try {
            int prefix = Math.min(bytes.length, codec.prefix(Widths.EIGHT));
            int length = codec.length(ByteSource.of("fuzz", Widths.EIGHT, ByteBuffer.wrap(bytes, 0, prefix)));
            HeaderChunk chunk = codec.decode(
                    ByteSource.of("fuzz", Widths.EIGHT, Arrays.copyOf(bytes, Math.min(length, bytes.length))));
            for (HeaderMessage message : chunk.messages()) {
                body(message.typeId(), message.flags(), Widths.EIGHT, message.body());
            }
            ByteSink sink = new ByteSink(Widths.EIGHT);
            codec.encode(chunk, sink);
            assertThat(codec.decode(ByteSource.of("fuzz", Widths.EIGHT, sink.toByteArray())))
                    .isEqualTo(chunk);
        } catch (FormatException e) {
            assertThat(e.structure()).isNotEmpty();
        }
    }

    @Test
    void headersAsTheCLibraryWritesThem() {
        List<Golden> blocks = new ArrayList<>(Golden.load("golden-latest.txt"));
        blocks.addAll(Golden.load("golden-default.txt"));
        Seeds.repeat(300, random -> {
            for (Golden block : blocks) {
                byte[] bytes = mutate(random, block.bytes());
                if (random.nextBoolean()) {
                    seal(bytes);
                }
                switch (block.kind()) {
                    case "header" -> chunk(HeaderChunk.first(), bytes);
                    case "continuation" -> {
                        HeaderPrefix prefix = new HeaderPrefix(1, 0, null, null, 1, 0);
                        chunk(HeaderChunk.continuation(prefix, bytes.length), bytes);
                    }
                    default -> superblock(bytes);
                }
            }
        });
    }

    private static void superblock(byte[] bytes) {
        try {
            int length = Superblock.codec().length(ByteSource.of("fuzz", Widths.EIGHT, bytes));
            Superblock superblock = Superblock.codec()
                    .decode(ByteSource.of("fuzz", Widths.EIGHT, Arrays.copyOf(bytes, Math.min(length, bytes.length))));
            ByteSink sink = new ByteSink(Widths.EIGHT);
            Superblock.codec().encode(superblock, sink);
            assertThat(Superblock.codec().decode(ByteSource.of("fuzz", Widths.EIGHT, sink.toByteArray())))
                    .isEqualTo(superblock);
        } catch (FormatException e) {
            assertThat(e.structure()).isNotEmpty();
        }
    }
}

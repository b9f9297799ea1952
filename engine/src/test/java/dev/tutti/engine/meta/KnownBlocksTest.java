package dev.tutti.engine.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.Widths;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.FileLocking;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownBlocksTest {
    private static final HeaderPrefix PREFIX = new HeaderPrefix(2, 0, null, null, 1, 0);

    @TempDir
    private Path directory;

    /** A header chunk with one message of a type that nobody knows. */
    private static HeaderChunk chunk(int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        return new HeaderChunk(PREFIX, List.of(new HeaderMessage(0x44, 0, -1, bytes)), 0);
    }

    private static void write(StoreFile file, HeaderChunk chunk) throws IOException {
        ByteSink sink = new ByteSink(Widths.EIGHT);
        HeaderChunk.first().encode(chunk, sink);
        file.write(100, sink.toBuffer());
    }

    private static FileView version(StoreFile file, KnownBlocks known) {
        return new FileView(new BlockReader(file, 0, Widths.EIGHT, -1, Duration.ZERO, List::of, known), Long.MAX_VALUE);
    }

    @Test
    void aBlockIsDecodedAgainOnlyIfItsBytesAreOthers() throws IOException {
        try (StoreFile file = new NioStorage(FileLocking.ON).open(directory.resolve("file"), Storage.Mode.CREATE_NEW)) {
            KnownBlocks known = new KnownBlocks();
            write(file, chunk(1, 2, 3));
            HeaderChunk first = version(file, known).load(100, HeaderChunk.first());
            assertThat(first).isEqualTo(chunk(1, 2, 3));
            assertThat(version(file, known).load(100, HeaderChunk.first())).isSameAs(first);

            for (HeaderChunk next : List.of(chunk(1, 2, 4), chunk(1, 2, 4, 5, 6), chunk(9))) {
                write(file, next);
                HeaderChunk found = version(file, known).load(100, HeaderChunk.first());
                assertThat(found).isEqualTo(next);
                assertThat(version(file, known).load(100, HeaderChunk.first())).isSameAs(found);
            }
        }
    }
}

package dev.tutti.hdf5.daily;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.storage.memory.MemoryStorage;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in memory and behind channels. */
class SourcesTest {
    @TempDir
    Path folder;

    private static int[] fill(H5File file) {
        int[] values = IntStream.range(0, 200_000).toArray();
        Dataset data = file.create("g/data")
                .type(DType.I32)
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .chunk(10_000)
                .shuffle()
                .deflate(1)
                .create();
        data.append(values);
        file.put("text", "grüß");
        return values;
    }

    @Test
    void whatIsMadeInMemoryIsAFile() throws IOException {
        byte[] image;
        int[] values;
        try (H5File file = H5.inMemory()) {
            values = fill(file);
            image = file.image();
            file.put("later", 1);
        }
        Path disk = folder.resolve("image.h5");
        Files.write(disk, image);
        assertThat(H5.check(disk).problems()).isEmpty();
        assertThat(H5.list(disk, "/")).containsExactly("g", "text");
        assertThat(H5.read(disk, "g/data", int[].class)).isEqualTo(values);
        byte[] changed;
        try (H5File file = H5.inMemory(image)) {
            file.delete("text");
            file.dataset("g/data").append(new int[] {-1});
            changed = file.image();
        }
        try (H5File file = H5.open(changed)) {
            assertThat(file.root().names()).containsExactly("g");
            assertThat(file.dataset("g/data").i32(Slice.last(2))).containsExactly(199_999, -1);
            assertThatThrownBy(() -> file.put("no", 1)).isInstanceOf(H5Exception.class);
        }
        if (Tools.find("h5dump").isPresent()) {
            Files.write(disk, changed);
            assertThat(Tools.run("h5dump", "-H", disk).success()).contains("DATASET \"data\"");
        }
    }

    @Test
    void bytesAndChannelsAreRead() throws IOException {
        byte[] image;
        int[] values;
        try (H5File file = H5.inMemory()) {
            values = fill(file);
            image = file.image();
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(image.length + 100);
        direct.position(7).put(image).flip().position(7);
        try (H5File file = H5.open(direct)) {
            assertThat(file.dataset("g/data").i32()).isEqualTo(values);
        }
        Path disk = folder.resolve("channel.h5");
        Files.write(disk, image);
        try (H5File file = H5.open(Files.newByteChannel(disk))) {
            assertThat(file.dataset("g/data").i32()).isEqualTo(values);
        }
        SeekableByteChannel slow = new OneByteChannel(image);
        H5File file = H5.open(slow);
        assertThat(file.dataset("text").read()).isEqualTo("grüß");
        file.close();
        assertThat(slow.isOpen()).isFalse();
        assertThatThrownBy(() -> file.dataset("text").read()).isInstanceOf(H5ClosedException.class);
    }

    @Test
    void whatIsNoFileIsRefused() {
        assertThatThrownBy(() -> H5.open(new byte[0])).isInstanceOf(H5CorruptException.class);
        assertThatThrownBy(() -> H5.open(new byte[10_000])).isInstanceOf(H5CorruptException.class);
        assertThatThrownBy(() -> H5.inMemory(new byte[3])).isInstanceOf(H5CorruptException.class);
        byte[] cut;
        try (H5File file = H5.inMemory()) {
            fill(file);
            byte[] image = file.image();
            cut = Arrays.copyOf(image, image.length / 2);
            assertThatThrownBy(() -> H5.open(cut))
                    .isInstanceOf(H5CorruptException.class)
                    .hasMessageContaining("cut off");
        }
        assertThatThrownBy(() -> H5.open(URI.create("s3://bucket/key.h5"))).isInstanceOf(H5UnsupportedException.class);
        Path disk = folder.resolve("disk.h5");
        try (H5File file = H5.create(disk)) {
            assertThatThrownBy(file::image).isInstanceOf(H5UnsupportedException.class);
        }
        try (H5File file = H5.open(disk.toUri())) {
            assertThat(file.root().size()).isZero();
        }
    }

    @Test
    void aStorageInMemoryHasManyFiles() throws IOException {
        MemoryStorage memory = new MemoryStorage();
        Path one = Path.of("a.h5");
        try (H5File file = H5.create(one, FileOptions.exclusive().storage(memory))) {
            file.put("x", 1);
            file.externalLink("other", "b.h5", "y");
            assertThatThrownBy(() ->
                            H5.open(one, FileOptions.exclusive().storage(memory).lockTimeout(Duration.ofMillis(1))))
                    .isInstanceOf(H5Exception.class)
                    .hasMessageContaining("this process");
        }
        try (H5File file = H5.create(Path.of("b.h5"), FileOptions.exclusive().storage(memory))) {
            file.put("y", 2);
        }
        assertThatThrownBy(() -> {
                    try (H5File file = H5.open(one, FileOptions.shared().storage(memory))) {
                        file.put("z", 1);
                    }
                })
                .isInstanceOf(H5UnsupportedException.class)
                .hasMessageContaining("memory");
        memory.rename(Path.of("b.h5"), Path.of("c.h5"));
        memory.rename(Path.of("c.h5"), Path.of("b.h5"));
        assertThat(memory.bytes(one)).isNotEmpty();
        try (H5File file = H5.open(one, FileOptions.readOnly().storage(memory))) {
            assertThat(file.dataset("x").read()).isEqualTo(1);
            assertThat(file.dataset("other").read()).isEqualTo(2);
        }
    }

    /** Gives one byte at each call, as a channel may. */
    private static final class OneByteChannel implements SeekableByteChannel {
        private final ByteBuffer bytes;
        private boolean open = true;

        OneByteChannel(byte[] bytes) {
            this.bytes = ByteBuffer.wrap(bytes);
        }

        @Override
        public int read(ByteBuffer target) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            target.put(bytes.get());
            return 1;
        }

        @Override
        public int write(ByteBuffer source) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            return bytes.position();
        }

        @Override
        public SeekableByteChannel position(long position) {
            bytes.position((int) position);
            return this;
        }

        @Override
        public long size() {
            return bytes.limit();
        }

        @Override
        public SeekableByteChannel truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}

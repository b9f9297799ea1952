package dev.tutti.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TraceStorageTest {
    private static final Path DIRECTORY = Path.of("simulated");
    private static final Path A = DIRECTORY.resolve("a");
    private static final Path B = DIRECTORY.resolve("b");

    private final TraceStorage traced = new TraceStorage(new SimStorage(), TraceStorage.Contents.KEPT);

    @Test
    void everyChangeIsRecordedInOrder() throws IOException {
        try (StoreFile file = traced.open(A, Storage.Mode.CREATE_NEW)) {
            file.write(5, ByteBuffer.wrap(new byte[] {0, 1, 2}, 1, 2));
            file.read(0, ByteBuffer.allocate(3));
            file.resize(100);
            file.force();
        }
        traced.rename(A, B);
        traced.forceDirectory(DIRECTORY);
        traced.delete(B);
        assertThat(traced.calls().stream().map(TraceStorage.Call::toString))
                .containsExactly(
                        "0 CREATE a",
                        "1 WRITE a [5, 7)",
                        "2 RESIZE a to 100",
                        "3 FORCE a",
                        "4 RENAME a to " + B,
                        "5 FORCE_DIRECTORY simulated",
                        "6 DELETE b");
        TraceStorage.Call write = traced.calls(TraceStorage.Kind.WRITE).get(0);
        assertThat(write.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        assertThat(write.touches(6, 7)).isTrue();
        assertThat(write.touches(7, 9)).isFalse();
    }

    @Test
    void monitorsSeeWritesBeforeTheyHappenAndForbidThem() throws IOException {
        List<Long> sizes = new ArrayList<>();
        try (StoreFile file = traced.open(A, Storage.Mode.CREATE_NEW)) {
            traced.monitor(call -> {
                sizes.add((long) call.length());
                assertThat(call.position()).as("superblock last").isNotZero();
            });
            file.write(1, ByteBuffer.wrap(new byte[] {1, 2}));
            traced.check();
            assertThatThrownBy(() -> file.write(0, ByteBuffer.wrap(new byte[] {9})))
                    .isInstanceOf(AssertionError.class);
            ByteBuffer all = ByteBuffer.allocate(3);
            file.read(0, all);
            assertThat(all.array()).containsExactly(0, 1, 2);
        }
        assertThat(sizes).containsExactly(2L, 1L);
        assertThatThrownBy(traced::check).hasMessageContaining("superblock last");
    }
}

package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5Exception;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operation that fails has changed nothing: what was written before it and not committed yet is there as well. */
class FailedOperationTest {
    private static final String[] WORDS = {"one", "two", "three"};

    @TempDir
    private Path folder;

    /** Values of variable length before, between and behind operations that fail. */
    private static void fill(H5File file) {
        file.put("words", WORDS);
        fail(file);
        file.dataset("words").attrs().set("names", new String[] {"a", "b"});
        file.create("more").type(DType.STRING).shape(2).create().write(new String[] {"four", "five"});
        fail(file);
        file.put("last", new String[] {"six"});
        fail(file);
        Dataset numbers = file.create("numbers")
                .type(DType.I32)
                .shape(10)
                .maxShape(20)
                .chunk(4)
                .deflate(1)
                .create();
        numbers.write(new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
        assertThatThrownBy(() -> numbers.resize(21)).isInstanceOf(H5Exception.class);
        assertThatThrownBy(() -> numbers.write(new int[11])).isInstanceOf(H5Exception.class);
        assertThatThrownBy(() -> numbers.append(new int[11])).isInstanceOf(H5Exception.class);
        fail(file);
        numbers.append(new int[] {11, 12});
        numbers.write(Slice.rows(1, 2), -2);
        fail(file);
    }

    private static void fail(H5File file) {
        assertThatThrownBy(() -> file.attrs().set("bad", new double[] {1}, DType.STRING))
                .isInstanceOf(H5Exception.class);
        assertThatThrownBy(() -> file.put("words", WORDS)).isInstanceOf(H5Exception.class);
        assertThat(file.attrs().contains("bad")).isFalse();
    }

    private static void check(H5File file) {
        assertThat(file.dataset("words").strings()).containsExactly(WORDS);
        assertThat(file.dataset("words").attrs().get("names", String[].class)).containsExactly("a", "b");
        assertThat(file.dataset("more").strings()).containsExactly("four", "five");
        assertThat(file.dataset("last").strings()).containsExactly("six");
        assertThat(file.dataset("numbers").i32()).containsExactly(1, -2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    private void soundly(Path path) {
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            check(file);
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    @Test
    void whatWasWrittenBeforeStays() {
        Path path = folder.resolve("alone.h5");
        try (H5File file = H5.create(path, FileOptions.exclusive())) {
            fill(file);
            check(file);
        }
        soundly(path);
    }

    /** Names wait to go into an index together: those of an operation that fails must not, and those before it must, whether or not it brought them in. */
    @ParameterizedTest
    @ValueSource(strings = {"latest", "earliest"})
    void namesThatWaitOutliveOperationsThatFail(String form) {
        Path path = folder.resolve("many.h5");
        int count = 300;
        try (H5File file = H5.create(path, FileOptions.exclusive().compat(form))) {
            for (int i = 0; i < count; i++) {
                int number = i;
                file.create("d" + i).type(DType.I32).shape(1).create().write(i);
                file.attrs().set("a" + i, i);
                assertThatThrownBy(() -> file.create("d" + number / 2)
                                .type(DType.I32)
                                .shape(1)
                                .create())
                        .isInstanceOf(H5Exception.class);
                assertThatThrownBy(() -> file.atomically(() -> {
                            file.create("failed").type(DType.I32).shape(1).create();
                            file.attrs().set("failed", number);
                            if (number % 3 == 0) {
                                file.attrs().remove("a" + number); // brings what waits into the index
                                file.delete("d" + number);
                                file.create("in its place")
                                        .type(DType.I32)
                                        .shape(1)
                                        .create();
                            }
                            throw new IllegalStateException("enough");
                        }))
                        .isInstanceOf(IllegalStateException.class);
                assertThat(file.root().names()).hasSize(i + 1);
                assertThat(file.attrs().names()).hasSize(i + 1);
            }
            checkMany(file, count);
        }
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            checkMany(file, count);
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }

    private static void checkMany(H5File file, int count) {
        assertThat(file.find("failed")).isNull();
        for (int i = 0; i < count; i++) {
            assertThat(file.dataset("d" + i).i32()).containsExactly(i);
            assertThat(file.attrs().get("a" + i, int.class)).isEqualTo(i);
        }
    }

    @Test
    void whatATransactionWroteBeforeStays() {
        Path path = folder.resolve("shared.h5");
        H5.create(path, FileOptions.exclusive()).close();
        try (H5File file = H5.open(path, FileOptions.shared())) {
            file.update(tx -> {
                fill(tx.file());
                check(tx.file());
            });
            check(file);
        }
        soundly(path);
    }

    @Test
    void whatALiveWriterAppendedBeforeStays() {
        Path path = folder.resolve("live.h5");
        try (LiveWriter writer = H5.live(path)) {
            Dataset words = writer.create("words")
                    .type(DType.STRING)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(4)
                    .create();
            words.append(WORDS);
            assertThatThrownBy(() ->
                            writer.create("words").type(DType.I32).shape(1).create())
                    .isInstanceOf(H5Exception.class);
            words.append(new String[] {"four"});
            writer.publish();
            assertThatThrownBy(() ->
                            writer.create("words").type(DType.I32).shape(1).create())
                    .isInstanceOf(H5Exception.class);
            words.append(new String[] {"five"});
        }
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            assertThat(file.dataset("words").strings()).containsExactly("one", "two", "three", "four", "five");
        }
        assertThat(H5.check(path).problems()).isEmpty();
    }
}

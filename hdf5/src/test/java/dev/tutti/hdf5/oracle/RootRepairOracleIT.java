package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root group whose header says wrongly where its links are is read, and mended, by what the superblock keeps of it. */
final class RootRepairOracleIT {
    /** Where the superblock of version 0 has the address of the root group, the kind of what is cached, and the cached addresses. */
    private static final int ROOT = 64;

    private static final int KIND = 72;
    private static final int CACHED = 80;

    @TempDir
    private Path folder;

    private Path broken(String name, boolean cacheToo) throws IOException {
        Path path = folder.resolve(name);
        CLibrary.call(() -> {
            long file = ok(H5Fcreate(path.toString(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), "create");
            for (String group : List.of("/a", "/a/b", "/c")) {
                H5Gclose(ok(H5Gcreate2(file, group, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), group));
            }
            H5Fclose(file);
            return path;
        });
        byte[] bytes = Files.readAllBytes(path);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(buffer.getInt(KIND)).isEqualTo(1);
        int message = (int) buffer.getLong(ROOT) + 16;
        assertThat(buffer.getShort(message)).isEqualTo((short) 0x11);
        buffer.putLong(message + 8, 0).putLong(message + 16, 0);
        if (cacheToo) {
            buffer.putLong(CACHED, 8);
        }
        Files.write(path, bytes);
        return path;
    }

    private static List<String> names(H5File file) {
        return file.walk().map(node -> node.path()).toList();
    }

    @Test
    void whatTheSuperblockKeepsIsGoneBy() throws IOException {
        List<String> expected = List.of("/", "/a", "/a/b", "/c");
        Path path = broken("read.h5", false);
        byte[] before = Files.readAllBytes(path);
        for (FileOptions options :
                List.of(FileOptions.readOnly(), FileOptions.snapshotOfLive(), FileOptions.shared())) {
            try (H5File file = H5.open(path, options)) {
                assertThat(names(file)).isEqualTo(expected);
            }
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
        }
        try (H5File file = H5.open(path, FileOptions.exclusive())) {
            assertThat(names(file)).isEqualTo(expected);
        }
    }

    @Test
    void aFileThatIsChangedIsMended() throws IOException {
        for (FileOptions options : List.of(FileOptions.shared(), FileOptions.exclusive())) {
            Path path = broken("mended-" + System.nanoTime() + ".h5", false);
            try (H5File file = H5.open(path, options)) {
                file.createGroup("d");
            }
            assertThat(H5.check(path).problems()).isEmpty();
            assertThat(TuttiReader.read(path).differences(CReader.read(path), 10))
                    .isEmpty();
        }
    }

    @Test
    void whatIsBrokenTwiceIsAnError() throws IOException {
        Path path = broken("twice.h5", true);
        try (H5File file = H5.open(path, FileOptions.readOnly())) {
            assertThatThrownBy(() -> names(file)).isInstanceOf(H5CorruptException.class);
        }
    }
}

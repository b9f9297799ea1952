package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.store.CrashStates;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.LongPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever uses the free space that a file keeps is killed at every write: what is kept as free never holds what somebody reads. */
final class KeptSpaceCrashIT {
    private static final Path FILE = Path.of("/data/kept.h5");
    private static final int EACH = 600;

    @TempDir
    private Path folder;

    private static long[] values(int dataset) {
        return LongStream.range(0, EACH).map(i -> 1000L * dataset + i).toArray();
    }

    /** A file of the C library with holes among its datasets. */
    private byte[] made() throws IOException {
        Path path = folder.resolve("kept.h5");
        CLibrary.call(() -> {
            long creation = ok(H5Pcreate(H5P_CLS_FILE_CREATE_ID_g()), "creation");
            ok(H5Pset_file_space_strategy(creation, H5F_FSPACE_STRATEGY_FSM_AGGR, true, 1), "strategy");
            long access = ok(H5Pcreate(H5P_CLS_FILE_ACCESS_ID_g()), "access");
            ok(H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST), "bounds");
            long file = ok(H5Fcreate(path.toString(), H5F_ACC_TRUNC, creation, access), "create");
            long space = H5Screate_simple(1, new long[] {EACH}, null);
            for (int i = 0; i < 6; i++) {
                long data = H5Dcreate2(file, "/c" + i, H5T_STD_I64LE_g(), space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
                try (LongPointer buffer = new LongPointer(values(i))) {
                    ok(H5Dwrite(data, H5T_NATIVE_INT64_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, buffer), "write");
                }
                H5Dclose(data);
            }
            for (int i = 1; i < 5; i += 2) {
                ok(H5Ldelete(file, "/c" + i, H5P_DEFAULT), "delete");
            }
            H5Sclose(space);
            H5Fclose(file);
            H5Pclose(access);
            H5Pclose(creation);
            return path;
        });
        return Files.readAllBytes(path);
    }

    private static FileOptions on(FileOptions options, Storage storage) {
        return options.storage(storage).threads(1).lockTimeout(Duration.ZERO);
    }

    @Test
    void everyKillOfAChangeInFoundSpace() throws IOException {
        SimStorage sim = new SimStorage();
        try (StoreFile file = sim.open(FILE, Storage.Mode.CREATE_NEW)) {
            file.write(0, ByteBuffer.wrap(made()));
            file.force();
        }
        Map<String, long[]> lasting = new TreeMap<>();
        for (int i : new int[] {0, 4, 5}) {
            lasting.put("c" + i, values(i));
        }
        sim.startTrace();
        try (H5File file = H5.open(FILE, on(FileOptions.exclusive(), sim))) {
            sim.mark("opened");
            file.put("n1", values(11));
            file.commit();
            sim.mark("n1");
            file.delete("c2");
            file.put("text", IntStream.range(0, 40).mapToObj(i -> "t" + i).toArray(String[]::new));
            file.commit();
            sim.mark("deleted");
            file.put("n2", values(12));
            file.delete("text");
        }
        sim.mark("closed");
        int[] unsound = new int[1];
        int states = CrashStates.kill(sim, state -> unsound[0] += judge(state, lasting) ? 0 : 1);
        assertThat(states).isGreaterThan(20);
        assertThat(unsound[0]).as("blocks that were torn in place").isLessThan(states / 4);
    }

    /** Whether the file could be read; what could be read is right, and none of it is kept as free. */
    private static boolean judge(CrashStates.State state, Map<String, long[]> lasting) {
        FileOptions options = on(FileOptions.snapshotOfLive(), state.storage());
        boolean atRest = state.description().contains("Mark");
        try {
            assertThat(H5.check(FILE, options).problems())
                    .noneMatch(problem -> problem.contains("free"))
                    .satisfies(problems -> {
                        if (atRest) {
                            assertThat(problems).isEmpty();
                        }
                    });
            try (H5File file = H5.open(FILE, options)) {
                lasting.forEach((name, expected) ->
                        assertThat(file.dataset(name).i64()).as(name).isEqualTo(expected));
                Object mark = state.lastMark(String.class, "");
                if (Arrays.asList("n1", "deleted", "closed").contains(mark)) {
                    assertThat(file.dataset("n1").i64()).isEqualTo(values(11));
                }
                if (mark.equals("closed")) {
                    assertThat(file.dataset("n2").i64()).isEqualTo(values(12));
                    assertThat(file.root().names()).containsExactly("c0", "c4", "c5", "n1", "n2");
                }
            }
            return true;
        } catch (H5CorruptException e) {
            assertThat(atRest).as(String.valueOf(e.getMessage())).isFalse();
            return false;
        }
    }
}

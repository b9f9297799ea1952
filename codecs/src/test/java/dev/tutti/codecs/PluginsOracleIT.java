package dev.tutti.codecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The filters that h5py brings (LZF) or has installed beside it (LZ4, bzip2, Blosc), both ways. */
class PluginsOracleIT {
    private static final String AVAILABLE =
            """
            from h5py import h5z
            for i in (307, 32000, 32001, 32004, 32008, 32015):
                try:
                    if h5z.filter_avail(i): print(i)
                except Exception:
                    pass
            """;

    private static final String READ =
            """
            import sys, h5py
            with h5py.File(sys.argv[1]) as f:
                count = 0
                for name in f['packed']:
                    assert f['packed'][name].id.get_create_plist().get_nfilters() == 1
                    assert (f['packed'][name][()] == f['plain'][name][()]).all(), name
                    count += 1
                print(count)
            """;

    private static final String WRITE =
            """
            import sys, h5py, numpy as np
            rng = np.random.default_rng(int(sys.argv[2]))
            ids = [int(i) for i in sys.argv[3].split(',')]
            options = {307: [(1,), (9,)], 32000: [()], 32001: [(0, 0, 0, 0, level, s, c) for level in (1, 5, 9) for s in (0, 1, 2) for c in (0, 1, 2, 3, 4, 5)],
                32004: [(), (512,), (100,)], 32008: [(0, 0), (0, 2)], 32015: [(3,)]}
            with h5py.File(sys.argv[1], 'w') as f:
                for id in ids:
                    for k, o in enumerate(options[id]):
                        code = 'i1 u2 i4 f8'.split()[k % 4]
                        n = int(rng.integers(1, 9000))
                        data = (np.cumsum(rng.integers(-3, 4, n)) % 100).astype(code) if k % 5 else rng.integers(0, 100, n).astype(code)
                        name = '%d_%d' % (id, k)
                        try:
                            f.create_dataset('packed/' + name, data=data, chunks=(1 + n // 3,), compression=id if id != 32000 else 'lzf', compression_opts=o or None)
                        except Exception as e:
                            if 'packed/' + name in f: del f['packed/' + name]
                            continue # a code that this build of the plug-in lacks
                        f.create_dataset('plain/' + name, data=data)
            print('done')
            """;

    @TempDir
    private Path folder;

    private final Set<Integer> available = new TreeSet<>();

    @BeforeEach
    void asksWhatThereIs() throws Exception {
        Tools.assumeH5py();
        Tools.python(AVAILABLE).success().lines().map(Integer::valueOf).forEach(available::add);
        if (available.size() < 4) {
            System.out.println("h5py has only these filters here: " + available);
        }
        assertThat(available).contains(LzfFilter.ID);
    }

    @Test
    void h5pyReadsWhatIsWritten() {
        Seeds.once(random -> {
            Path path = folder.resolve("ours.h5");
            int count = 0;
            try (H5File file = H5.create(path)) {
                for (Pipelines.Asked asked : Pipelines.all()) {
                    if (available.contains(asked.id())) {
                        write(file, asked, random, "x" + count++);
                    }
                }
            }
            assertThat(Tools.python(READ, path).success().strip()).isEqualTo(String.valueOf(count));
        });
    }

    private static void write(H5File file, Pipelines.Asked asked, Random random, String name) {
        int[] values = new int[1 + random.nextInt(9000)];
        boolean noise = random.nextInt(4) == 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = noise ? random.nextInt() : i / 5 + random.nextInt(3);
        }
        file.create("plain/" + name)
                .type(DType.I32)
                .shape(values.length)
                .create()
                .write(values);
        file.create("packed/" + name)
                .type(DType.I32)
                .shape(values.length)
                .chunk(1 + values.length / 3)
                .filter(asked.id(), asked.parameters())
                .create()
                .write(values);
    }

    @Test
    void whatH5pyWroteIsRead() {
        Seeds.once(random -> {
            Path path = folder.resolve("theirs.h5");
            String ids = available.stream().map(String::valueOf).collect(Collectors.joining(","));
            assertThat(Tools.python(WRITE, path, random.nextInt(1 << 30), ids)
                            .success()
                            .strip())
                    .isEqualTo("done");
            List<String> wrong = new ArrayList<>();
            try (H5File file = H5.open(path)) {
                for (Node node : file.group("packed").children().toList()) {
                    Dataset packed = (Dataset) node;
                    byte[] plain = file.dataset("plain/" + packed.name()).raw(Slice.all());
                    if (!Arrays.equals(packed.raw(Slice.all()), plain)) {
                        wrong.add(packed.name());
                    }
                }
            }
            assertThat(wrong).isEmpty();
        });
    }
}

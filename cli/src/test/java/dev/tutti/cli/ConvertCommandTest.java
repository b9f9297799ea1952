package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From one format into another; references are read by Zarr. */
final class ConvertCommandTest {
    @TempDir
    Path folder;

    @Test
    void tablesOfNumbersGoBothWays() throws Exception {
        Path file = folder.resolve("f.h5");
        H5.write(file, "x", new double[][] {{1, 2.5}, {3, 4}});
        for (String format : new String[] {"csv", "npy"}) {
            Path out = folder.resolve("x." + format);
            Shell.Outcome there = Shell.run("convert", file + "/x", out.toString());
            assertThat(there.status()).as(there.err()).isZero();
            Path other = folder.resolve(format + ".h5");
            Shell.Outcome back = Shell.run("convert", out.toString(), other + "/y");
            assertThat(back.status()).as(back.err()).isZero();
            assertThat(H5.read(other, "y", double[][].class)).isDeepEqualTo(new double[][] {{1, 2.5}, {3, 4}});
        }
        assertThat(Files.readString(folder.resolve("x.csv"))).isEqualTo("1,2.5\n3,4\n");
        assertThat(Shell.run("convert", "a.csv", "b.csv").status()).isEqualTo(2);
        assertThat(Shell.run("convert", file + "/x", file + "/y").status()).isEqualTo(2);
    }

    @Test
    void rowsGoToParquetAndBack() throws Exception {
        record Event(long id, double value, String name) {}
        Path file = folder.resolve("f.h5");
        try (H5File made = H5.create(file)) {
            made.createTable("events", Event.class)
                    .appendAll(List.of(new Event(1, 0.5, "a"), new Event(2, Double.NaN, "b")));
        }
        String parquet = folder.resolve("events.parquet").toString();
        Shell.Outcome there = Shell.run("convert", file + "/events", parquet, "--json");
        assertThat(there.status()).as(there.err()).isZero();
        assertThat(there.out()).contains("\"rows\" : 2");
        Path other = folder.resolve("other.h5");
        Shell.Outcome back = Shell.run("convert", parquet, other + "/copy");
        assertThat(back.status()).as(back.err()).isZero();
        try (H5File read = H5.open(other)) {
            assertThat(read.dataset("copy").records(Event.class))
                    .containsExactly(new Event(1, 0.5, "a"), new Event(2, Double.NaN, "b"));
        }
        assertThat(Shell.run("convert", parquet, other + "/copy").status()).isEqualTo(1);
        String table = folder.resolve("tables/events").toString();
        assertThat(Shell.run("convert", file + "/events", table).status()).isZero();
        String second = folder.resolve("second.parquet").toString();
        Shell.Outcome fromTable = Shell.run("convert", table, second);
        assertThat(fromTable.status()).as(fromTable.err()).isZero();
        assertThat(fromTable.err()).contains("2 rows");
        assertThat(Shell.run("convert", folder.resolve("no.parquet").toString(), other + "/x")
                        .status())
                .isEqualTo(3);
        assertThat(Shell.run("convert", parquet, "out.csv").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"events.arrow", "events.arrows"})
    void rowsGoToArrowAndBack(String name) {
        record Event(long id, double value, String name) {}
        Event[] events = {new Event(1, 0.5, "a"), new Event(2, Double.NaN, "größer")};
        Path file = folder.resolve("f.h5");
        try (H5File made = H5.create(file)) {
            made.createTable("events", Event.class).appendAll(List.of(events));
        }
        String arrow = folder.resolve(name).toString();
        Shell.Outcome there = Shell.run("convert", file + "/events", arrow, "--json");
        assertThat(there.status()).as(there.err()).isZero();
        assertThat(there.out()).contains("\"rows\" : 2").contains("value:double");
        assertThat(Shell.run("convert", file + "/events", arrow).status()).isEqualTo(1);
        Path other = folder.resolve("other.h5");
        Shell.Outcome back = Shell.run("convert", arrow, other + "/copy");
        assertThat(back.status()).as(back.err()).isZero();
        try (H5File read = H5.open(other)) {
            assertThat(read.dataset("copy").records(Event.class)).containsExactly(events);
        }
        String table = folder.resolve("tables/events").toString();
        assertThat(Shell.run("convert", file + "/events", table).status()).isZero();
        Shell.Outcome fromTable =
                Shell.run("convert", table, folder.resolve("second.feather").toString());
        assertThat(fromTable.status()).as(fromTable.err()).isZero();
        assertThat(fromTable.err()).contains("2 rows");
        assertThat(Shell.run("convert", folder.resolve("no.arrow").toString(), other + "/x")
                        .status())
                .isEqualTo(3);
        assertThat(Shell.run("convert", arrow, "out.csv").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "arrow"})
    void theColumnsOfAMatrixAreColumns(String format) {
        Path file = folder.resolve("f.h5");
        double[][] values = new double[20_000][3];
        for (int i = 0; i < values.length; i++) {
            values[i] = new double[] {i, i / 2.0, -i};
        }
        H5.write(file, "m", values);
        try (H5File made = H5.open(file)) {
            made.put("cube", new double[2][2][2]);
            made.create("wide").type(DType.F64).shape(2, 5000).create();
        }
        String rows = folder.resolve("m." + format).toString();
        Shell.Outcome there = Shell.run("convert", file + "/m", rows);
        assertThat(there.status()).as(there.err()).isZero();
        assertThat(there.err()).contains("20000 rows of c0:double, c1:double, c2:double");
        Shell.Outcome back = Shell.run("convert", rows, folder.resolve("back.h5") + "/t");
        assertThat(back.status()).as(back.err()).isZero();
        assertThat(Shell.run("get", folder.resolve("back.h5") + "/t[19999:]").out())
                .contains("19999")
                .contains("9999.5")
                .contains("-19999");
        String other = folder.resolve("other." + format).toString();
        Shell.Outcome cube = Shell.run("convert", file + "/cube", other);
        assertThat(cube.status()).isEqualTo(1);
        assertThat(cube.err()).contains("found f64 [2, 2, 2]").contains(".npy");
        assertThat(Shell.run("convert", file + "/wide", other).err()).contains("1 to 1000 columns");
        Shell.Outcome part = Shell.run("convert", file + "/m[0:5]", other);
        assertThat(part.status()).isEqualTo(2);
        assertThat(part.err()).contains("not by slices");
        assertThat(Shell.run("convert", file + "/m[0:5]", folder + "/tables/m").status())
                .isEqualTo(2);
        assertThat(folder.resolve("other." + format)).doesNotExist();
    }

    @Test
    void zarrReadsWhatIsReferredTo() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(
                Files.isExecutable(python)
                        && new ProcessBuilder(python.toString(), "-c", "import zarr, fsspec")
                                        .start()
                                        .waitFor()
                                == 0,
                "no Zarr for Python (Debian: apt-get install python3-zarr python3-fsspec)");
        Path file = folder.resolve("f.h5");
        double[] wave = new double[5000];
        for (int i = 0; i < wave.length; i++) {
            wave[i] = Math.rint(1000 * Math.sin(i / 50.0));
        }
        try (H5File h5 = H5.create(file)) {
            h5.create("g/packed")
                    .type(DType.F64)
                    .shape(5000)
                    .chunk(1024)
                    .shuffle()
                    .deflate(6)
                    .create()
                    .write(wave);
            h5.put("g/block", wave).attrs().set("units", "mV");
            h5.put("small", new short[][] {{1, 2, 3}, {4, 5, 6}});
            h5.create("sparse").type(DType.I32).shape(10, 10).chunk(4, 4).create();
            h5.put("words", new String[] {"left", "out"});
        }
        Path refs = folder.resolve("refs.json");
        Shell.Outcome made = Shell.run("convert", "--refs", file.toString(), refs.toString());
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.err()).contains("left out: /words").contains("4 datasets");
        String script = "import fsspec, zarr\n"
                + "g = zarr.open(fsspec.get_mapper('reference://', fo='" + refs + "'), mode='r')\n"
                + "print(int(g['g/packed'][:].sum()), int(g['g/block'][:].sum()), g['g/packed'][77], g['g/block'].attrs['units'],"
                + " g['small'][1, 2], g['sparse'].shape, g['g/packed'].shape)";
        Path out = folder.resolve("out.txt");
        Process process = new ProcessBuilder(python.toString(), "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        long sum = 0;
        for (double value : wave) {
            sum += (long) value;
        }
        assertThat(Files.readString(out, StandardCharsets.UTF_8).strip())
                .isEqualTo(sum + " " + sum + " " + wave[77] + " mV 6 (10, 10) (5000,)");
    }
}

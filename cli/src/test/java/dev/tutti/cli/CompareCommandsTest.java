package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What differs, and where the bytes are. */
final class CompareCommandsTest {
    record Event(int id, double time) {}

    @TempDir
    Path folder;

    private Path a;
    private Path b;

    @BeforeEach
    void makeFiles() {
        a = folder.resolve("a.h5");
        b = folder.resolve("b.h5");
        for (Path file : new Path[] {a, b}) {
            try (H5File h5 = H5.create(file)) {
                h5.put("g/x", new double[] {1, 2, Double.NaN, 4}).attrs().set("units", "mV");
                h5.put("g/words", new String[] {"a", "b"});
                h5.put("n", 42L);
                h5.createTable("events", Event.class).append(new Event[] {new Event(1, 0.5), new Event(2, 1.5)});
                h5.softLink("link", "/g/x");
            }
        }
    }

    private Shell.Outcome diff(String... options) {
        String[] all = new String[options.length + 3];
        all[0] = "diff";
        all[1] = a.toString();
        all[2] = b.toString();
        System.arraycopy(options, 0, all, 3, options.length);
        return Shell.run(all);
    }

    @Test
    void equalFilesAreTheSame() {
        assertThat(diff().status()).as(diff().out() + diff().err()).isZero();
        assertThat(diff().out()).isEmpty();
    }

    @Test
    void eachDifferenceIsNamed() {
        try (H5File h5 = H5.open(b)) {
            h5.dataset("g/x").write(new double[] {1, 2.001, Double.NaN, 5});
            h5.dataset("g/x").attrs().set("units", "V");
            h5.delete("n");
            h5.put("more", 1);
        }
        Shell.Outcome diff = diff();
        assertThat(diff.status()).isEqualTo(1);
        assertThat(diff.lines())
                .containsExactly(
                        "/g/x @units: different values: \"mV\" | \"V\"",
                        "/g/x[1]: different values: 2 | 2.001",
                        "/g/x[3]: different values: 4 | 5",
                        "/more: only in the second",
                        "/n: only in the first");
        assertThat(diff("--exclude", "/g", "--exclude", "more", "--exclude", "n")
                        .status())
                .isZero();
        assertThat(diff("--abs", "0.01", "--no-attributes", "--exclude", "/more", "--exclude", "/n")
                        .lines())
                .containsExactly("/g/x[3]: different values: 4 | 5");
        assertThat(diff("--rel", "0.3", "--no-attributes", "--exclude", "/more", "--exclude", "/n")
                        .status())
                .isZero();
        assertThat(diff("--count", "1").out()).contains("2 values differ");
        assertThat(diff("--no-nan-equal").out()).contains("/g/x[2]");
        assertThat(diff("--json").out()).contains("\"same\" : false");
    }

    @Test
    void objectsOfOneFileAreCompared() {
        assertThat(Shell.run("diff", a + "/g/x", a + "/link").status()).isZero();
        assertThat(Shell.run("diff", a + "/g/x", a + "/n").status()).isEqualTo(1);
        assertThat(Shell.run("diff", a + "/nothing", a + "/n").status()).isEqualTo(2);
        assertThat(Shell.run("diff", a.toString(), folder.resolve("missing.h5").toString())
                        .status())
                .isEqualTo(2);
    }

    @Test
    void bytesAreCountedByDataset() {
        Path file = folder.resolve("c.h5");
        try (H5File h5 = H5.create(file)) {
            h5.create("x")
                    .type(DType.F64)
                    .shape(1000)
                    .maxShape(H5.UNLIMITED)
                    .chunk(400)
                    .deflate(4)
                    .create()
                    .write(new double[1000]);
            h5.put("y", new double[100]);
        }
        Shell.Outcome stat = Shell.run("stat", file.toString());
        assertThat(stat.status()).as(stat.err()).isZero();
        assertThat(stat.out())
                .contains("/x")
                .contains("83 %")
                .contains("deflate-4")
                .contains("can go live  yes");
        assertThat(Shell.run("stat", "--json", file.toString()).out())
                .contains("\"chunks\" : 3")
                .contains("\"plain_bytes\" : 800")
                .contains("\"swmr_ready\" : true");
        Path old = folder.resolve("old.h5");
        H5.create(old, FileOptions.exclusive().compat("earliest")).close();
        assertThat(Shell.run("stat", old.toString()).out()).contains("can go live  no: superblock 0");
    }
}

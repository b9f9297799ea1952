package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in the terminal and in files. */
final class PlotCommandTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeFile() {
        file = folder.resolve("run.h5");
        try (H5File h5 = H5.create(file)) {
            double[] ramp = new double[100_000];
            for (int i = 0; i < ramp.length; i++) {
                ramp[i] = i;
            }
            h5.put("ramp", ramp).attrs().set("sample_rate_hz", 1000.0);
            h5.put("two", new double[][] {{0, 3}, {1, 2}, {2, 1}, {3, 0}});
            h5.put("flat", new double[] {5, 5, 5});
            h5.put("gaps", new double[] {1, Double.NaN, 3});
            h5.put("none", new double[0]);
            h5.put("text", "words");
        }
    }

    @Test
    void aRampGoesUp() {
        Shell.Outcome plot = Shell.run("plot", file + "/ramp", "--width", "40", "--height", "8");
        assertThat(plot.status()).as(plot.err()).isZero();
        List<String> lines = plot.lines();
        assertThat(lines).hasSize(9);
        assertThat(lines.get(0)).contains("/ramp").contains("rows 0 to 99999");
        assertThat(lines.get(1)).contains("99999┤").matches(".*[\u2801-\u28ff]$");
        assertThat(lines.get(7)).contains("0┤").containsPattern("┤[\u2801-\u28ff]");
        assertThat(lines.get(8)).contains("0").endsWith("100 s");
    }

    @Test
    void theLastSecondsAreChosenByTheSampleRate() {
        assertThat(Shell.run("plot", file + "/ramp", "--last", "2s").lines().get(0))
                .contains("rows 98000 to 99999");
        assertThat(Shell.run("plot", file + "/ramp", "--last", "10").lines().get(0))
                .contains("rows 99990 to 99999");
        assertThat(Shell.run("plot", file + "/ramp", "--rows", "-5:").lines().get(0))
                .contains("rows 99995 to 99999");
        assertThat(Shell.run("plot", file + "/flat", "--last", "2s").status()).isEqualTo(2);
    }

    @Test
    void oddDataIsDrawnOrRefused() {
        for (String name : List.of("two", "flat", "gaps", "none")) {
            assertThat(Shell.run("plot", file + "/" + name).status()).as(name).isZero();
        }
        assertThat(Shell.run("plot", file + "/text").status()).isEqualTo(2);
        assertThat(Shell.run("plot", file + "/missing").status()).isEqualTo(3);
    }

    @Test
    void picturesAreFiles() throws IOException {
        Path png = folder.resolve("p.png");
        Path svg = folder.resolve("p.svg");
        Shell.Outcome plot = Shell.run(
                "plot",
                file + "/ramp",
                "--png",
                png.toString(),
                "--svg",
                svg.toString(),
                "--width",
                "300",
                "--height",
                "200");
        assertThat(plot.status()).as(plot.err()).isZero();
        assertThat(ImageIO.read(png.toFile()).getWidth()).isEqualTo(300);
        assertThat(Files.readString(svg)).contains("<svg").contains("<line");
    }

    @Test
    void jsonHasTheNumbersThatWouldBeDrawn() {
        assertThat(Shell.run("plot", file + "/gaps", "--json").out())
                .contains("\"low\"")
                .contains("null");
    }

    @Test
    void aWatchedDatasetIsDrawn() {
        Path live = folder.resolve("live.h5");
        try (LiveWriter writer = H5.live(live)) {
            writer.create("x")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(16)
                    .create()
                    .append(new double[] {1, 2, 3});
            writer.publish();
            Shell.Outcome watch = Shell.run("watch", live + "/x", "--from", "0", "--until", "3", "--plot");
            assertThat(watch.status()).as(watch.err()).isZero();
            assertThat(watch.out()).contains("/x  3 rows").contains("┤");
        }
    }
}

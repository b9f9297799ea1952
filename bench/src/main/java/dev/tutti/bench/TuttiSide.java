package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Durability;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveOptions;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.hdf5.Slice;
import java.nio.file.Path;
import java.util.Arrays;

/** The work of every row done with Tutti's public API. */
final class TuttiSide {

    /** What was read, kept so that no compiler takes the reading away. */
    private double witness;

    /** Something of everything that was read. */
    double witness() {
        return witness;
    }

    void read(Path path, int threads) {
        try (H5File file = H5.open(path, FileOptions.readOnly().threads(threads))) {
            double[] values = file.dataset(Rows.NAME).f64();
            witness += values[values.length / 2];
        }
    }

    void readInto(Path path, double[] target, int threads) {
        try (H5File file = H5.open(path, FileOptions.readOnly().threads(threads))) {
            file.dataset(Rows.NAME).readInto(target, Slice.all());
            witness += target[target.length / 2];
        }
    }

    void write(Path path, double[] values, int threads) {
        try (H5File file = H5.create(
                path, FileOptions.exclusive().durability(Durability.PROCESS).threads(threads))) {
            file.create(Rows.NAME)
                    .type(DType.F64)
                    .shape(values.length)
                    .chunk(Workload.CHUNK)
                    .shuffle()
                    .deflate(Workload.DEFLATE)
                    .create()
                    .write(values);
        }
    }

    void append(Path path, int count, int samples) {
        double[] values = new double[samples];
        Arrays.fill(values, 1.5);
        LiveOptions options =
                LiveOptions.defaults().file(FileOptions.exclusive().durability(Durability.PROCESS));
        try (LiveWriter writer = H5.live(path, options)) {
            Dataset data = writer.create(Rows.NAME)
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(Workload.LIVE_CHUNK)
                    .create();
            writer.publish();
            for (int i = 0; i < count; i++) {
                data.append(values);
                writer.publish();
            }
        }
    }

    void openReadClose(Path path, int count, int samples) {
        Slice slice = Slice.rows(0, samples);
        for (int i = 0; i < count; i++) {
            try (H5File file = H5.open(path, FileOptions.readOnly())) {
                witness += file.dataset(Rows.NAME).f64(slice)[0];
            }
        }
    }
}

package dev.tutti.bench;

import io.jhdf.HdfFile;
import java.nio.file.Path;

/** The work of the reading rows done with jHDF, which is written in Java as well. */
final class JhdfSide {
    static final String NAME = "jHDF";

    private double witness;

    /** Something of everything that was read. */
    double witness() {
        return witness;
    }

    /** Open, read everything, close. */
    void read(Path path) {
        try (HdfFile file = new HdfFile(path)) {
            double[] values = (double[]) file.getDatasetByPath(Rows.NAME).getData();
            witness += values[values.length / 2];
        }
    }

    void openReadClose(Path path, int count, int samples) {
        for (int i = 0; i < count; i++) {
            try (HdfFile file = new HdfFile(path)) {
                double[] values =
                        (double[]) file.getDatasetByPath(Rows.NAME).getData(new long[] {0}, new int[] {samples});
                witness += values[0];
            }
        }
    }
}

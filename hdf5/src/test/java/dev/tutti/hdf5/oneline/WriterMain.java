package dev.tutti.hdf5.oneline;

import dev.tutti.hdf5.H5;
import java.nio.file.Path;

/** A process that writes datasets of its own, one line each. Arguments: file, name, number of datasets. */
final class WriterMain {
    private WriterMain() {}

    public static void main(String[] args) {
        Path file = Path.of(args[0]);
        System.out.println("ready");
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            H5.write(file, args[1] + "/" + i, new double[] {i, i + 0.5});
            if (!H5.exists(file, args[1] + "/" + i)) {
                throw new IllegalStateException("what was written is not there: " + i);
            }
        }
        System.out.println("done");
    }
}

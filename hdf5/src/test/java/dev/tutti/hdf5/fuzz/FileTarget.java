package dev.tutti.hdf5.fuzz;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.corpus.Ordeal;
import java.util.List;

/** What Jazzer calls with the bytes of a whole file: it is read like any other, and then changed, in memory. Anything but a declared error is a finding. */
public final class FileTarget {
    private FileTarget() {}

    /** The entry that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] data) {
        Ordeal.of(data);
        try (H5File file = H5.inMemory(data)) {
            change(file);
        } catch (H5Exception e) {
            // declared
        }
    }

    private static void change(H5File file) {
        file.put("fuzz/one", new double[] {1, 2, 3});
        file.attrs().set("fuzz", "attribute");
        List<String> names = file.root().names();
        for (String name : names.subList(0, Math.min(3, names.size()))) {
            try {
                if (file.get(name) instanceof Dataset dataset && dataset.shape().length == 1) {
                    dataset.resize(Math.min(dataset.shape()[0] + 3, 1000));
                }
                file.delete(name);
            } catch (H5Exception e) {
                // declared; the rest of the file may still be sound
            }
        }
    }
}

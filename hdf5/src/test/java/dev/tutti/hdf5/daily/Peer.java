package dev.tutti.hdf5.daily;

import dev.tutti.hdf5.H5;
import dev.tutti.testkit.process.Tools;
import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;

/** h5py beside Tutti: one file, checked by either. */
final class Peer {
    private static final String SETUP = "import sys, h5py, numpy as np\nf = h5py.File(sys.argv[1], sys.argv[2])\n";

    private Peer() {}

    /** Every line is an expression that must be true in h5py; the file is checked, too. */
    static void holds(Path file, String lines) throws IOException {
        Assertions.assertThat(H5.check(file).problems()).isEmpty();
        StringBuilder script = new StringBuilder(SETUP);
        for (String line : lines.lines().filter(l -> !l.isBlank()).toList()) {
            script.append("assert ")
                    .append(line.strip())
                    .append(", ")
                    .append(text(line.strip()))
                    .append('\n');
        }
        Tools.python(script.toString(), file, "r").success();
    }

    private static String text(String line) {
        return '"' + line.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Lets h5py change the file. */
    static void writes(Path file, String lines) throws IOException {
        Tools.python(SETUP.replace("sys.argv[2])", "sys.argv[2], libver='latest')") + lines, file, "a")
                .success();
    }
}

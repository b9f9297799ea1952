package dev.tutti.hdf5.daily;

import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.RepackOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that repacks a file again and again, into another one and in its place, until it is killed. Arguments: file, other file. */
final class RepackMain {
    private RepackMain() {}

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        Path other = Path.of(args[1]);
        System.out.println("ready");
        for (int i = 0; ; i++) {
            Files.deleteIfExists(other);
            RepackOptions options = RepackOptions.defaults()
                    .chunk(100 + 50 * (i % 3))
                    .file(FileOptions.exclusive().compat(i % 2 == 0 ? "latest" : "v18"));
            H5.repack(file, other, options);
            H5.repack(file, file, options);
            System.out.println("round " + i);
        }
    }
}

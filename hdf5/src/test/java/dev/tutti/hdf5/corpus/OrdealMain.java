package dev.tutti.hdf5.corpus;

import java.nio.file.Files;
import java.nio.file.Path;

/** Puts the files that a list names through an {@link Ordeal} each, in a process whose heap is small. Prints a line for each and "done". */
public final class OrdealMain {
    private OrdealMain() {}

    /** Argument: a file with one path a line. */
    public static void main(String[] args) throws Exception {
        for (String path : Files.readAllLines(Path.of(args[0]))) {
            long before = System.nanoTime();
            Ordeal ordeal = Ordeal.of(Path.of(path));
            long millis = (System.nanoTime() - before) / 1_000_000;
            System.out.println("file " + millis + " " + ordeal.objects() + " "
                    + ordeal.refused().size() + " " + path);
        }
        System.out.println("done");
    }
}

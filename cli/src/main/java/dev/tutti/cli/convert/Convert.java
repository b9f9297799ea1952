package dev.tutti.cli.convert;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.table.ToTable;
import dev.tutti.hdf5.H5File;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings values from one format into another, or makes a file of references so that Zarr reads an HDF5 file in place. */
@CommandLine.Command(
        name = "convert",
        description =
                "between HDF5, CSV, JSON and npy; rows into a table; or a kerchunk reference file for Zarr (--refs)")
public final class Convert extends Command {
    @Parameters(
            index = "0",
            paramLabel = "FROM",
            description = "FILE/PATH[slice], data.csv, data.npy; with --refs FILE")
    private String from = "";

    @Parameters(
            index = "1",
            paramLabel = "TO",
            description = "out.csv, out.json, out.npy, FILE/PATH, FOLDER/NAME of a table; with --refs out.json")
    private String to = "";

    @Option(names = "--refs", description = "write where each chunk is, for Zarr and kerchunk")
    private boolean refs;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "what readers of the references know the file as; its path by default")
    private @Nullable String url;

    private final ToIntFunction<String[]> others;

    /** @param others runs another command and gives its exit status */
    public Convert(Console console, ToIntFunction<String[]> others) {
        super(console);
        this.others = others;
    }

    @Override
    protected int run() throws IOException {
        if (refs) {
            return references();
        }
        boolean fromText = isText(from);
        boolean toText = isText(to);
        if (!fromText && !toText && !isInFile(to)) {
            hint(ToTable.run(Address.parse(from).existing(), to));
            return 0;
        }
        if (fromText == toText) {
            throw CommandFailure.usage(
                    "convert FROM TO: one of them is FILE/PATH in an HDF5 file, the other .csv, .npy, .json or the"
                            + " FOLDER/NAME of a table");
        }
        return others.applyAsInt(fromText ? new String[] {"put", to, from} : new String[] {"dump", from, "-o", to});
    }

    /** Whether a name leads into an HDF5 file, which no table is in. */
    private static boolean isInFile(String name) {
        return name.toLowerCase(Locale.ROOT).matches(".*\\.(h5|hdf5|hdf|he5|nc|nc4|mth5|nxs|mat)([/:].*)?");
    }

    private static boolean isText(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".csv")
                || lower.endsWith(".npy")
                || lower.endsWith(".json")
                || lower.endsWith(".jsonl")
                || lower.equals("-");
    }

    private int references() throws IOException {
        Address address = Address.parse(from).existing();
        String known = url == null ? address.file().toAbsolutePath().toString() : url;
        References.Outcome outcome;
        try (H5File file = Opening.toLook(address.file());
                OutputStream out = to.equals("-")
                        ? console().out()
                        : new BufferedOutputStream(Files.newOutputStream(Path.of(to)))) {
            outcome = References.write(file, address.file(), known, base(address.file()), out);
        }
        outcome.left().forEach(line -> hint("left out: " + line));
        hint(outcome.arrays() + " datasets are referred to");
        return 0;
    }

    /** Where the file begins behind what somebody put before it. */
    private static long base(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            for (long at = 0; at + 8 <= in.length(); at = at == 0 ? 512 : 2 * at) {
                in.seek(at);
                if (in.readLong() == 0x894844460d0a1a0aL) {
                    return at;
                }
            }
        }
        return 0;
    }
}

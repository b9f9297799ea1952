package dev.tutti.cli.convert;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.table.RowFileConvert;
import dev.tutti.cli.table.ToTable;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.H5File;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings values from one format into another, or makes a file of references so that Zarr reads an HDF5 file in place. */
@CommandLine.Command(
        name = "convert",
        description =
                "between HDF5, CSV, JSON, npy, Parquet, Arrow and tables; or a kerchunk reference file for Zarr (--refs)")
public final class Convert extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(
            index = "0",
            paramLabel = "FROM",
            description =
                    "FILE/PATH[slice], data.csv, data.npy, data.parquet, data.arrow, FOLDER/NAME of a table; with --refs FILE")
    private String from = "";

    @Parameters(
            index = "1",
            paramLabel = "TO",
            description =
                    "out.csv, out.json, out.npy, out.parquet, out.arrow, FILE/PATH, FOLDER/NAME of a table; with --refs out.json")
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
        if (url != null) {
            throw CommandFailure.usage("--url goes with --refs");
        }
        if (isJson(from)) {
            throw CommandFailure.usage("convert " + from + " " + to
                    + ": JSON is written, not read; tutti table append reads lines of JSON into a table");
        }
        boolean fromText = isText(from);
        boolean toText = isText(to);
        if (isRows(from) || isRows(to)) {
            return rowFile();
        }
        if (isTable(from)) {
            return table();
        }
        if (!fromText && !toText && !isInFile(to)) {
            if (!ToTable.isTable(to)) {
                throw CommandFailure.usage("convert FROM " + to
                        + ": nothing that is known ends like this; .csv, .json, .npy, .parquet, .arrow, an HDF5 file or the FOLDER/NAME of a table is expected"
                        + " (the first table of a folder has a NAME without a point)");
            }
            return rows(() -> ToTable.run(Address.parse(from).existing(), to, outcome));
        }
        if (fromText && toText && !suffix(from).equals(suffix(to))) {
            return betweenText();
        }
        if (fromText && !isInFile(to) && ToTable.isTable(to)) {
            throw CommandFailure.usage("convert " + from + " " + to + ": tutti table append " + to + " " + from
                    + " brings rows of text into a table, whose columns tutti table create names");
        }
        if (fromText == toText) {
            throw CommandFailure.usage("convert " + from + " " + to
                    + ": one of them is FILE/PATH in an HDF5 file, the other .csv, .npy, .json, .parquet, .arrow or the"
                    + " FOLDER/NAME of a table");
        }
        return finished(fromText ? work("put", to, from) : work("dump", from, "-o", to));
    }

    private int rowFile() {
        if (isRows(from)) {
            if (isRowText(to)) {
                return rows(() -> RowFileConvert.toText(from, to, outcome));
            }
            if (isRows(to) && !suffix(from).equals(suffix(to))) {
                return rows(() -> RowFileConvert.between(from, to, outcome));
            }
            if (isText(to) || isRows(to)) {
                throw CommandFailure.usage(
                        "convert " + from + " FILE/PATH or FOLDER/NAME: " + to + " is no HDF5 file and no table");
            }
            if (!isInFile(to)) {
                return rows(() -> ToTable.ofRows(from, to, outcome));
            }
            return rows(() -> RowFileConvert.toFile(from, Address.parse(to), outcome));
        }
        if (isText(from)) {
            throw CommandFailure.usage("convert " + from + " " + to
                    + ": columns need names and types; tutti table append brings rows of text into a table, which convert"
                    + " takes, or convert a dataset: " + from + " to FILE/PATH, and that to " + to);
        }
        return rows(() -> isInFile(from)
                ? RowFileConvert.fromFile(Address.parse(from).existing(), to, outcome)
                : RowFileConvert.fromTable(from, to, outcome));
    }

    /** From one format of plain values into another, by way of a dataset. */
    private int betweenText() throws IOException {
        Path folder = Files.createTempDirectory("tutti-convert");
        Path dataset = folder.resolve("between.h5");
        try {
            int status = work("put", dataset + "/data", from);
            return status != 0 ? status : finished(work("dump", dataset + "/data", "-o", to));
        } finally {
            Files.deleteIfExists(dataset);
            Files.delete(folder);
        }
    }

    /** Lets another command do the work in this one's manner. */
    private int work(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(manner());
        return others.applyAsInt(all.toArray(String[]::new));
    }

    private int finished(int status) {
        if (status == 0 && !to.equals("-")) {
            done(outcome.with("from", from).with("to", to)::print, "");
        }
        return status;
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static boolean isJson(String name) {
        return suffix(name).equals("json") || suffix(name).equals("jsonl");
    }

    private int table() {
        if (isRowText(to)) {
            return rows(() -> RowFileConvert.toText(from, to, outcome));
        }
        if (isInFile(to)) {
            return rows(() -> RowFileConvert.tableToFile(from, Address.parse(to), outcome));
        }
        throw CommandFailure.usage("convert " + from + " " + to
                + ": a table goes into .csv, .json, .jsonl, .parquet, .arrow, or FILE/PATH in an HDF5 file");
    }

    /** Whether a name is that of a table that may be there, and of nothing else. */
    private static boolean isTable(String name) {
        return !isText(name)
                && !isInFile(name)
                && !Files.isRegularFile(Address.parse(name).file())
                && ToTable.isTable(name);
    }

    /** Whether a name is that of text that rows are written as. */
    private static boolean isRowText(String name) {
        return name.toLowerCase(Locale.ROOT).matches(".*\\.(csv|json|jsonl)");
    }

    /** Does what has no measure, while the time is shown. */
    @SuppressWarnings("try") // the bar is only there to be closed
    private int rows(Supplier<String> work) {
        Path out = Path.of(to + ".part");
        String line;
        try (Progress shown = progressOfBytes("convert", -1, () -> Progress.length(out))) {
            line = work.get();
        }
        done(outcome::print, line);
        return 0;
    }

    /** Whether a name is that of a file of rows and nothing else. */
    private static boolean isRows(String name) {
        return name.toLowerCase(Locale.ROOT).matches(".*\\.(parquet|arrow|arrows|feather)");
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
        if (!address.isRoot() || address.slice() != null) {
            throw CommandFailure.usage("convert FILE TO --refs: the references are of a whole file, not of " + from);
        }
        String known = url == null ? address.file().toAbsolutePath().toString() : url;
        References.Outcome written;
        try (H5File file = Opening.toLook(address.file());
                OutputStream out = to.equals("-")
                        ? console().out()
                        : new BufferedOutputStream(Files.newOutputStream(Path.of(to)))) {
            written = References.write(file, address.file(), known, base(address.file()), out);
        }
        written.left().forEach(line -> hint("left out: " + line));
        if (to.equals("-")) {
            hint(written.arrays() + " datasets are referred to");
            return 0;
        }
        outcome.with("datasets", written.arrays()).with("left_out", written.left());
        done(outcome::print, written.arrays() + " datasets are referred to");
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

package dev.tutti.cli.change;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes values from a CSV or npy file, or from standard input, into a dataset. */
@CommandLine.Command(
        name = "put",
        description = "values from a csv or npy file, or - for standard input, into a dataset")
public final class Put extends Command {
    /** What would be taken for text in columns. */
    private static final Set<String> NOT_READ =
            Set.of("json", "jsonl", "parquet", "arrow", "arrows", "feather", "h5", "hdf5");

    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(
            arity = "2..3",
            paramLabel = "FILE/PATH DATA",
            hideParamSyntax = true,
            description = "a dataset (made if missing), or a slice of one; data.csv, data.npy or -")
    private List<String> words = List.of();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "element type of a new dataset: f64, i32, u16be, string …")
    private @Nullable String type;

    @Option(
            names = "--chunk",
            converter = OptionValues.Several.class,
            split = ",",
            paramLabel = "N,N…",
            hideParamSyntax = true,
            description = "shape of a chunk of a new dataset")
    private int @Nullable [] chunk;

    @Option(
            names = "--compress",
            converter = OptionValues.Compression.class,
            paramLabel = "NAME",
            description = "compress a new dataset: gzip-6, zstd-3, blosc2-lz4, int-packing+zstd, …")
    private @Nullable String compress;

    @Option(
            names = "--deflate",
            converter = OptionValues.Deflate.class,
            paramLabel = "LEVEL",
            description = "compress a new dataset")
    private @Nullable Integer deflate;

    @Option(names = "--shuffle", description = "shuffle bytes before compression")
    private boolean shuffle;

    @Option(names = "--append", description = "add rows at the end; a new dataset can grow")
    private boolean append;

    public Put(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    protected int run() throws IOException {
        Address address = Address.parse(words.subList(0, words.size() - 1));
        if (address.isRoot()) {
            throw CommandFailure.usage(address.file() + ": the path of a dataset in it is missing: FILE/PATH");
        }
        if (compress != null && deflate != null) {
            throw CommandFailure.usage("one of --compress and --deflate is expected");
        }
        DType known = type == null ? null : TypeName.parse(type);
        Input input = input(words.get(words.size() - 1));
        if (chunk != null && address.slice() == null && chunk.length != input.shape().length) {
            throw CommandFailure.usage("--chunk: a chunk of " + input.shape().length + " dimensions is expected, found "
                    + Arrays.toString(chunk));
        }
        Path target = address.file();
        long before = Progress.length(target);
        try (Progress shown = lateProgressOfBytes(
                "write " + target.getFileName(), -1, () -> Math.max(0, Progress.length(target) - before))) {
            Opening.change(target, file -> write(file, address, input, known));
        }
        outcome.with("dataset", address.toString()).with("written", input.shape());
        done(outcome::print, "");
        return 0;
    }

    private void write(H5File file, Address address, Input input, @Nullable DType known) {
        if (address.slice() != null) {
            file.dataset(address.object()).write(address.selection(), input.data());
        } else if (append) {
            Dataset dataset = file.contains(address.object())
                    ? file.dataset(address.object())
                    : create(file, address.object(), input, known, true);
            dataset.append(input.data());
        } else {
            whole(file, address.object(), input, known);
        }
        outcome.with("shape", file.dataset(address.object()).shape());
    }

    private void whole(H5File file, String object, Input input, @Nullable DType known) {
        if (file.contains(object)) {
            if (!(file.get(object) instanceof Dataset dataset)) {
                throw new CommandFailure(ExitStatus.FAILED, object + " exists and is no dataset");
            }
            if (Arrays.equals(dataset.shape(), input.shape()) && type == null) {
                dataset.write(input.data());
                return;
            }
            file.delete(object);
        }
        create(file, object, input, known, false).write(input.data());
    }

    private Dataset create(H5File file, String object, Input input, @Nullable DType known, boolean growing) {
        DatasetBuilder builder = file.create(object).type(known == null ? TypeName.parse(input.type()) : known);
        long[] shape = input.shape().clone();
        if (growing) {
            long[] max = shape.clone();
            max[0] = H5.UNLIMITED;
            shape[0] = 0;
            builder.maxShape(max);
        }
        builder.shape(shape);
        if (chunk != null) {
            builder.chunk(chunk);
        }
        if (shuffle) {
            builder.shuffle();
        }
        if (compress != null) {
            builder.compress(compress);
        }
        if (deflate != null) {
            builder.deflate(deflate);
        }
        return builder.create();
    }

    @SuppressWarnings("try") // the bar is only there to be closed
    private Input input(String source) throws IOException {
        if (source.equals("-")) {
            return Input.read(console().in());
        }
        String suffix = source.substring(source.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (NOT_READ.contains(suffix)) {
            throw CommandFailure.usage(source + ": csv or npy is expected; tutti convert reads Parquet and Arrow, tutti"
                    + " table append lines of JSON");
        }
        Path file = Path.of(source);
        try (InputStream in = Files.newInputStream(file);
                Counted counted = new Counted(in);
                Progress shown =
                        lateProgressOfBytes("put " + file.getFileName(), Progress.length(file), counted::bytes)) {
            return Input.read(counted);
        }
    }
}

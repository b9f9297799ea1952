package dev.tutti.cli.care;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.RepackOptions;
import dev.tutti.hdf5.RepackReport;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a file anew: without holes, with other chunks or filters. */
@CommandLine.Command(
        name = "repack",
        description = "a file without holes, with other chunks or filters; checked before it gets its name")
public final class Repack extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(index = "0", paramLabel = "IN", description = "a file")
    private Path in = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "the new file; IN itself to put it in its place")
    private Path out = Path.of("");

    @Option(
            names = "--chunk",
            converter = OptionValues.Several.class,
            split = ",",
            paramLabel = "N,N…",
            hideParamSyntax = true,
            description = "chunks of this shape where there are as many dimensions")
    private int @Nullable [] chunk;

    @Option(
            names = "--deflate",
            converter = OptionValues.Deflate.class,
            paramLabel = "LEVEL",
            description = "compress with gzip, bytes shuffled first")
    private @Nullable Integer deflate;

    @Option(
            names = "--zstd",
            converter = OptionValues.Zstd.class,
            paramLabel = "LEVEL",
            description = "compress with Zstandard, bytes shuffled first")
    private @Nullable Integer zstd;

    @Option(
            names = "--compress",
            converter = OptionValues.Compression.class,
            paramLabel = "NAME",
            description = "any other: none, lz4, bshuf-zstd-3, blosc2-lz4-5 …")
    private @Nullable String compress;

    @Option(names = "--shuffle", description = "shuffle bytes before compression, as is done wherever it helps")
    private boolean shuffle;

    @Option(names = "--checksum", description = "with a checksum behind each chunk")
    private boolean checksum;

    @Option(
            names = "--compat",
            paramLabel = "FORMAT",
            description = "who is to read it: earliest, v18 (every HDF5 library since 1.8) or latest")
    private @Nullable String compat;

    public Repack(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        if (!Files.isRegularFile(in)) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, in + ": no such file");
        }
        RepackOptions options = RepackOptions.defaults();
        if (compat != null) {
            options = options.file(FileOptions.exclusive().compat(compat));
        }
        if (chunk != null) {
            options = options.chunk(chunk);
        }
        String compression = compression();
        if (compression != null) {
            options = options.compress(checksum ? compression + "+checksum" : compression);
        }
        RepackReport report = repacked(options);
        outcome.with("file", out.toString())
                .with("objects", report.objects())
                .with("bytes_before", report.bytesBefore())
                .with("bytes_after", report.bytesAfter());
        done(
                outcome::print,
                report.objects() + " objects, " + report.bytesBefore() + " bytes are now " + report.bytesAfter());
        return ExitStatus.OK;
    }

    @SuppressWarnings("try") // the bar is only there to be closed
    private RepackReport repacked(RepackOptions options) {
        Path work = out.resolveSibling(out.getFileName() + ".part");
        try (Progress shown = progressOfBytes("repack", Progress.length(in), () -> Progress.length(work))) {
            return H5.repack(in, out, options);
        }
    }

    private @Nullable String compression() {
        int named = (deflate == null ? 0 : 1) + (zstd == null ? 0 : 1) + (compress == null ? 0 : 1);
        if (named > 1) {
            throw CommandFailure.usage("one of --deflate, --zstd and --compress is expected");
        }
        if (deflate != null) {
            return "gzip-" + deflate;
        }
        if (zstd != null) {
            return "zstd-" + zstd;
        }
        if (compress != null) {
            return compress;
        }
        if (shuffle && !checksum) {
            throw CommandFailure.usage("--shuffle goes with --deflate, --zstd or --compress");
        }
        return checksum ? "none" : null;
    }
}

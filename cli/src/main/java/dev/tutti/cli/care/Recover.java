package dev.tutti.cli.care;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.Counts;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.RecoverReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies the longest consistent state of a damaged or abandoned file. */
@CommandLine.Command(
        name = "recover",
        description = "the longest consistent state of a file, as a new file; says what was lost")
public final class Recover extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(arity = "1", paramLabel = "FILE", description = "a file that a writer left behind, or that is damaged")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "the new file")
    private @Nullable Path output;

    @Option(names = "--in-place", description = "mend FILE where it stands; the original stays as FILE.backup")
    private boolean inPlace;

    @Option(names = "--yes", description = "yes, change FILE")
    private boolean yes;

    @Option(
            names = "--keep-main",
            description = "the file as it stands counts, not the log beside it; the log is kept beside the backup")
    private boolean keepMain;

    @Option(
            names = "--force-log",
            description = "the log beside the file counts, whatever another program did to the file")
    private boolean forceLog;

    public Recover(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        if (inPlace == (output != null)) {
            throw CommandFailure.usage("either -o OUT or --in-place is expected");
        }
        if (keepMain && forceLog) {
            throw CommandFailure.usage("either --keep-main or --force-log can count, not both");
        }
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, file + ": no such file");
        }
        RecoverReport report = output != null ? copied(output) : inPlace();
        if (!outcome.isWanted()) {
            report.lost().forEach(lost -> console().out().println("lost: " + lost));
        }
        outcome.with("file", (output == null ? file : output).toString())
                .with("objects", report.objects())
                .with("way", report.way().name().toLowerCase(Locale.ROOT))
                .with("lost", report.lost());
        done(
                outcome::print,
                report.lost().isEmpty() ? "nothing was lost" : report.lost().size() + " objects were lost or cut");
        return ExitStatus.OK;
    }

    @SuppressWarnings("try") // the bar is only there to be closed
    private RecoverReport copied(Path to) {
        Path work = to.resolveSibling(to.getFileName() + ".part");
        try (Progress shown = progressOfBytes("recover", Progress.length(file), () -> Progress.length(work))) {
            return H5.recover(file, to, counts());
        }
    }

    private Counts counts() {
        return keepMain ? Counts.FILE : forceLog ? Counts.LOG : Counts.BOTH;
    }

    @SuppressWarnings("try") // the bar is only there to be closed
    private RecoverReport mended(Path backup) {
        try (Progress shown = progressOfBytes("backup", Progress.length(file), () -> Progress.length(backup))) {
            return H5.recoverInPlace(file, backup, counts());
        }
    }

    private RecoverReport inPlace() {
        if (!yes) {
            throw CommandFailure.usage(
                    "--in-place changes " + file
                            + " (a backup is made first): make sure that no live writer of h5py or the C library, which holds no lock, is at work on it, then add --yes");
        }
        Path backup = file.resolveSibling(file.getFileName() + ".backup");
        RecoverReport report = mended(backup);
        outcome.with("backup", backup.toString());
        hint("the original is " + backup);
        return report;
    }
}

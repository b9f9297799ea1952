package dev.tutti.cli.care;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.hdf5.RecoverReport;
import dev.tutti.hdf5.Recovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies the longest consistent state of a damaged or abandoned file. */
@CommandLine.Command(
        name = "recover",
        description = "the longest consistent state of a file, as a new file; says what was lost")
public final class Recover extends Command {
    @Parameters(arity = "1", paramLabel = "FILE", description = "a file that a writer left behind, or that is damaged")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "the new file")
    private @Nullable Path output;

    @Option(
            names = "--in-place",
            description = "put the result in the place of FILE; the original stays as FILE.backup")
    private boolean inPlace;

    @Option(names = "--yes", description = "yes, replace FILE")
    private boolean yes;

    public Recover(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        if (inPlace == (output != null)) {
            throw CommandFailure.usage("either -o OUT or --in-place is expected");
        }
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, file + ": no such file");
        }
        Path target = output != null ? output : sibling(".recovered");
        if (Files.exists(target)) {
            throw new CommandFailure(ExitStatus.FAILED, target + " exists already; recover writes a new file");
        }
        if (inPlace && !yes) {
            throw CommandFailure.usage("--in-place replaces " + file + " (a backup is made first): add --yes");
        }
        RecoverReport report = Recovery.copy(file, target);
        report.lost().forEach(lost -> console().out().println("lost: " + lost));
        if (inPlace) {
            Path backup = sibling(".backup");
            if (Files.exists(backup)) {
                throw new CommandFailure(ExitStatus.FAILED, backup + " exists already; the result is in " + target);
            }
            Files.createLink(backup, file);
            Files.move(target, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            hint("the original is " + backup);
        }
        hint(report.lost().isEmpty() ? "nothing was lost" : report.lost().size() + " objects were lost or cut");
        return ExitStatus.OK;
    }

    private Path sibling(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}

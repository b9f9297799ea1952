package dev.tutti.cli.change;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes groups. */
@CommandLine.Command(name = "mkdir", description = "make groups; the file is made if it is missing")
public final class MakeGroup extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(arity = "1..*", paramLabel = "FILE/PATH", description = "new groups; or FILE PATH…")
    private List<String> words = List.of();

    @Option(
            names = {"-p", "--parents"},
            description = "make groups on the way too; no error if it is there")
    private boolean parents;

    public MakeGroup(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        List<String> made = new ArrayList<>();
        for (Address address : Address.each(words)) {
            Address whole = address.whole();
            if (whole.isRoot() && !parents) {
                throw CommandFailure.usage(whole.file() + ": the path of a group in it is missing: FILE/PATH");
            }
            try (H5File file = Opening.toChangeOrMake(whole.file())) {
                make(file, whole.object());
            }
            made.add(whole.toString());
        }
        done(outcome.with("made", made)::print, "");
        return ExitStatus.OK;
    }

    private void make(H5File file, String path) {
        if (Links.has(file, path) && (!parents || !(file.contains(path) && file.get(path) instanceof Group))) {
            throw new CommandFailure(ExitStatus.FAILED, file.path() + ": " + path + " exists already");
        }
        String parent = path.substring(0, path.lastIndexOf('/'));
        if (!parents && !parent.isEmpty() && !file.contains(parent)) {
            throw new CommandFailure(
                    ExitStatus.NOT_FOUND, file.path() + ": there is no group " + parent + "; -p makes it");
        }
        file.createGroup(path);
    }
}

package dev.tutti.cli;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import java.nio.file.Files;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Lists the objects of a file that a half-typed word may become; for the completion scripts. */
@CommandLine.Command(name = "__paths", hidden = true, description = "objects that a half-typed word may become")
public final class PathCandidates extends Command {
    @Parameters(arity = "0..1", paramLabel = "WORD")
    private String word = "";

    public PathCandidates(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        int slash = word.lastIndexOf('/');
        if (slash < 1) {
            return 0;
        }
        Address parent = Address.parse(word.substring(0, slash));
        if (!Files.isRegularFile(parent.file())) {
            return 0;
        }
        String prefix = word.substring(slash + 1);
        try (H5File file = Opening.toLook(parent.file())) {
            if (file.get(parent.object()) instanceof Group group) {
                for (LinkInfo link : group.links()) {
                    if (link.name().startsWith(prefix)) {
                        boolean below = link.kind() == LinkInfo.Kind.HARD && group.get(link.name()) instanceof Group;
                        console().out().println(word.substring(0, slash + 1) + link.name() + (below ? "/" : ""));
                    }
                }
            }
        } catch (H5Exception e) {
            return 0; // somebody who is typing wants no error
        }
        return 0;
    }
}

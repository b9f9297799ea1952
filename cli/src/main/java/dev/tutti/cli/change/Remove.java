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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes objects and attributes. */
@CommandLine.Command(
        name = "rm",
        description = "remove objects, or attributes: FILE/PATH@NAME; the space is used again")
public final class Remove extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(arity = "1..*", paramLabel = "FILE/PATH", description = "objects; or FILE PATH…")
    private List<String> words = List.of();

    @Option(
            names = {"-r", "-R", "--recursive"},
            description = "groups too, with all that is in them")
    private boolean recursive;

    @Option(
            names = {"-f", "--force"},
            description = "no error where there is no such object")
    private boolean force;

    public Remove(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        Map<Path, List<String>> wanted = new LinkedHashMap<>();
        for (Address address : Address.each(words)) {
            Address whole = address.whole().existing();
            if (whole.isRoot()) {
                throw CommandFailure.usage(whole.file() + ": the path of an object in it is missing: FILE/PATH");
            }
            wanted.computeIfAbsent(whole.file(), file -> new ArrayList<>()).add(whole.object());
        }
        List<String> removed = new ArrayList<>();
        wanted.forEach((path, objects) -> {
            List<String> gone = new ArrayList<>();
            Opening.change(path, file -> {
                gone.clear();
                objects.forEach(object -> check(file, object)); // all of them, before the first goes
                for (String object : objects) {
                    if (remove(file, object)) {
                        gone.add(path + "::" + object);
                    }
                }
            });
            removed.addAll(gone);
        });
        done(outcome.with("removed", removed)::print, "");
        return ExitStatus.OK;
    }

    private void check(H5File file, String object) {
        if (attribute(file, object) >= 0 || (force && !Links.has(file, object))) {
            return;
        }
        Links.require(file, object);
        if (!recursive && file.contains(object) && file.get(object) instanceof Group group && group.size() > 0) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    file.path() + ": " + object + " is a group that holds " + group.size() + " objects; -r removes it");
        }
    }

    /** Removes what is there, and says whether it was; it may have gone with what was removed before it. */
    private static boolean remove(H5File file, String object) {
        int at = attribute(file, object);
        if (at >= 0) {
            file.get(owner(object, at)).attrs().remove(object.substring(at + 1));
            return true;
        }
        if (!Links.has(file, object)) {
            return false;
        }
        file.delete(object);
        return true;
    }

    /** Where the name of an attribute begins, if the word names one: behind the last @ of what is no object. */
    private static int attribute(H5File file, String object) {
        int at = object.lastIndexOf('@');
        boolean named = at > 0
                && !Links.has(file, object)
                && file.contains(owner(object, at))
                && file.get(owner(object, at)).attrs().contains(object.substring(at + 1));
        return named ? at : -1;
    }

    private static String owner(String object, int at) {
        return at == 1 ? "/" : object.substring(0, at);
    }
}

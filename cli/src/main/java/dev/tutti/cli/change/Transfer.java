package dev.tutti.cli.change;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What moving and copying have in common: an object, and where it goes, in the same file or another one. */
abstract class Transfer extends Command {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(
            arity = "2..3",
            paramLabel = "FILE/FROM FILE/TO",
            hideParamSyntax = true,
            description = "an object, and its new path or the group it goes into; or FILE FROM TO")
    private List<String> words = List.of();

    @Option(
            names = {"-p", "--parents"},
            description = "make groups on the way to TO that are missing")
    private boolean parents;

    @Option(
            names = {"-f", "--force"},
            description = "replace what stands at TO")
    private boolean force;

    Transfer(Console console) {
        super(console);
    }

    /** Both ends lie in one file. */
    abstract void within(Address from, Address to);

    /** The ends lie in two files; the second may be yet to be made. */
    abstract void between(Address from, Address to);

    @Override
    protected final int run() throws IOException {
        List<Address> ends = Address.each(words);
        if (ends.size() != 2) {
            throw CommandFailure.usage("FILE/FROM FILE/TO or FILE FROM TO is expected");
        }
        Address from = ends.get(0).whole().existing();
        Address to = ends.get(1).whole();
        if (from.isRoot()) {
            throw CommandFailure.usage(from.file() + ": the path of an object in it is missing: FILE/PATH");
        }
        if (Files.exists(to.file()) && Files.isSameFile(from.file(), to.file())) {
            within(from, to);
        } else {
            between(from, to);
        }
        outcome.with("from", from.toString()).with("to", to.toString());
        done(outcome::print, "");
        return ExitStatus.OK;
    }

    /** The path that the object gets: inside of TO if that is a group. */
    final String place(H5File file, String source, Address to) {
        boolean inside = file.contains(to.object()) && file.get(to.object()) instanceof Group;
        String name = source.substring(source.lastIndexOf('/') + 1);
        String place = !inside ? to.object() : to.isRoot() ? "/" + name : to.object() + "/" + name;
        String parent = place.substring(0, place.lastIndexOf('/'));
        if (!parents && !parent.isEmpty() && !file.contains(parent)) {
            throw new CommandFailure(
                    ExitStatus.NOT_FOUND, to.file() + ": there is no group " + parent + "; -p makes it");
        }
        return place;
    }

    /** Makes the object at {@code place}; what stands there goes if that is wanted, and not before the new one is made. */
    final void make(H5File file, String place, Consumer<String> maker) {
        if (!Links.has(file, place)) {
            maker.accept(place);
            return;
        }
        if (!force) {
            throw new CommandFailure(ExitStatus.FAILED, file.path() + ": " + place + " exists already; -f replaces it");
        }
        String aside = place + "~" + UUID.randomUUID();
        maker.accept(aside);
        file.update(
                transaction -> { // nobody sees the place empty
                    file.delete(place);
                    file.move(aside, place);
                });
    }

    /** Copies an object into another file, and shows how that grows. */
    @SuppressWarnings("try") // the bar is only there to be closed
    final void carry(H5File source, Address from, H5File target, Address to, String at) {
        long before = Progress.length(to.file());
        long all = showsProgress() ? stored(source.get(from.object())) : 0;
        try (Progress shown =
                lateProgressOfBytes("cp " + from.name(), all, () -> Math.max(0, Progress.length(to.file()) - before))) {
            source.copy(from.object(), target, at);
        }
    }

    private static long stored(Node node) {
        if (node instanceof Dataset dataset) {
            return dataset.storedBytes();
        }
        long[] all = {0};
        if (node instanceof Group group) {
            group.walk().forEach(below -> all[0] += below instanceof Dataset dataset ? dataset.storedBytes() : 0);
        }
        return all[0];
    }

    /** Refuses what would remove the source, or put it into itself. */
    static void apart(String source, String place) {
        if (place.equals(source)) {
            throw new CommandFailure(ExitStatus.FAILED, source + " and " + place + " are the same object");
        }
        if (place.startsWith(source + "/") || source.startsWith(place + "/")) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    place + (place.length() > source.length() ? " is inside of " : " holds ") + source);
        }
    }
}

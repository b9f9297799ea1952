package dev.tutti.cli.change;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.hdf5.H5File;
import picocli.CommandLine;

/** Gives objects other paths, or moves them to other files. */
@CommandLine.Command(
        name = "mv",
        description = "give an object another path; to another file it is copied first and removed then")
public final class Move extends Transfer {
    public Move(Console console) {
        super(console);
    }

    @Override
    void within(Address from, Address to) {
        try (H5File file = Opening.toChange(from.file())) {
            Links.require(file, from.object());
            String place = place(file, from.object(), to);
            apart(from.object(), place);
            make(file, place, at -> file.move(from.object(), at));
        }
    }

    @Override
    void between(Address from, Address to) {
        try (H5File source = Opening.toChange(from.file())) {
            source.get(from.object());
            try (H5File target = Opening.toChangeOrMake(to.file())) {
                String place = place(target, from.object(), to);
                make(target, place, at -> carry(source, from, target, to, at));
            }
            source.delete(from.object());
        }
    }
}

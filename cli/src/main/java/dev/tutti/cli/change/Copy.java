package dev.tutti.cli.change;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.hdf5.H5File;
import picocli.CommandLine;

/** Copies objects within a file and between files. */
@CommandLine.Command(
        name = "cp",
        description = "copy an object, with all that is in it, within a file or to another one")
public final class Copy extends Transfer {
    public Copy(Console console) {
        super(console);
    }

    @Override
    void within(Address from, Address to) {
        try (H5File file = Opening.toChange(from.file())) {
            file.get(from.object());
            String place = place(file, from.object(), to);
            apart(from.object(), place);
            make(file, place, at -> file.copy(from.object(), at));
        }
    }

    @Override
    void between(Address from, Address to) {
        try (H5File source = Opening.toLook(from.file())) {
            source.get(from.object());
            try (H5File target = Opening.toChangeOrMake(to.file())) {
                String place = place(target, from.object(), to);
                make(target, place, at -> carry(source, from, target, to, at));
            }
        }
    }
}

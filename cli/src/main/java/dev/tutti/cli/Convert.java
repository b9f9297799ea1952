package dev.tutti.cli;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.table.ToTable;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** From one form to another: rows of a file into a table. */
@CommandLine.Command(
        name = "convert",
        description =
                "rows of a compound dataset, or of the datasets of a group, into a table: run.h5/entry/events tables/events;"
                        + " done again, only what is new")
final class Convert extends Command {
    @Parameters(
            index = "0",
            paramLabel = "FILE/PATH",
            description = "a compound dataset, or a group of datasets of one length")
    private String source = "";

    @Parameters(index = "1", paramLabel = "FOLDER/NAME", description = "the table; made if it is not there")
    private String target = "";

    Convert(Console console) {
        super(console);
    }

    @Override
    protected int run() {
        Address address = Address.parse(List.of(source)).existing();
        hint(ToTable.run(address, target));
        return 0;
    }
}

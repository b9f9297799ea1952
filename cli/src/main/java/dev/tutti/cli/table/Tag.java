package dev.tutti.cli.table;

import dev.tutti.cli.run.Console;
import dev.tutti.table.Table;
import picocli.CommandLine;

/** Names that keep snapshots. */
@CommandLine.Command(
        name = "tag",
        description = "make a tag, which keeps a snapshot under a name, or list or remove tags")
final class Tag extends Reference {
    Tag(Console console) {
        super(console, true);
    }

    @Override
    void make(Table table, String name, long snapshot) {
        table.tag(name, snapshot);
    }
}

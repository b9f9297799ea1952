package dev.tutti.cli.table;

import dev.tutti.cli.run.Console;
import dev.tutti.cli.text.Sizes;
import dev.tutti.table.CompactReport;
import dev.tutti.table.Table;
import picocli.CommandLine;

/** Merges small files. */
@CommandLine.Command(name = "compact", description = "merge small data files; rows stay as they are")
final class Compact extends TableCommand {
    Compact(Console console) {
        super(console);
    }

    @Override
    void work(Table table) {
        CompactReport report = table.compact();
        hint(table.name() + ": " + report.from() + " files into " + report.to() + ", " + Sizes.bytes(report.bytes()));
    }
}

package dev.tutti.cli.table;

import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Outcome;
import dev.tutti.cli.text.Sizes;
import dev.tutti.table.CompactReport;
import dev.tutti.table.Table;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Merges small files. */
@CommandLine.Command(name = "compact", description = "merge small data files; rows stay as they are")
final class Compact extends TableCommand {
    @Mixin
    private Outcome outcome = new Outcome();

    @Mixin
    private Line line = new Line();

    Compact(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    void work(Table table) {
        CompactReport report;
        try (Progress shown = lateProgressOfBytes("compact", -1, () -> 0)) { // nobody knows how much it will be
            report = line.of(table).compact();
        }
        outcome.with("table", table.name())
                .with("files_before", report.from())
                .with("files_after", report.to())
                .with("bytes", report.bytes());
        done(
                outcome::print,
                table.name() + ": " + report.from() + " files into " + report.to() + ", "
                        + Sizes.bytes(report.bytes()));
    }
}

package dev.tutti.cli.table;

import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Outcome;
import dev.tutti.cli.text.Sizes;
import dev.tutti.table.Table;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets old versions go. */
@CommandLine.Command(name = "expire", description = "let old snapshots go, but those that tags and branches hold")
final class Expire extends TableCommand {
    @Mixin
    private Outcome outcome = new Outcome();

    @Option(names = "--older-than", paramLabel = "TIME", description = "those older than this: 30min, 24h (24h)")
    private String age = "24h";

    @Option(names = "--keep", paramLabel = "N", description = "keep the newest N whatever their age (1)")
    private int keep = 1;

    @Option(
            names = "--orphans",
            paramLabel = "TIME",
            description = "then delete files that nothing refers to, last written longer ago than this: 24h")
    private String orphans = "";

    Expire(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    void work(Table table) {
        int gone;
        List<String> deleted;
        try (Progress shown = lateProgressOfBytes("expire", -1, () -> 0)) { // nobody knows how much it will be
            gone = table.expire(Instant.now().minus(Sizes.duration(age)), keep);
            deleted = orphans.isEmpty() ? List.of() : table.removeOrphans(Sizes.duration(orphans));
        }
        if (!outcome.isWanted()) {
            deleted.forEach(console().out()::println);
        }
        outcome.with("table", table.name()).with("expired", gone).with("deleted", deleted);
        done(outcome::print, table.name() + ": " + gone + " snapshots let go");
    }
}

package dev.tutti.cli.table;

import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.cli.text.Outcome;
import dev.tutti.table.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lets old versions go. */
@CommandLine.Command(name = "expire", description = "let old snapshots go, but those that tags and branches hold")
final class Expire extends TableCommand {
    @Mixin
    private Outcome outcome = new Outcome();

    @Option(
            names = "--older-than",
            converter = OptionValues.Time.class,
            paramLabel = "TIME",
            description = "those older than this: 30min, 24h (24h)")
    private Duration age = Duration.ofHours(24);

    @Option(
            names = "--keep",
            converter = OptionValues.Several.class,
            paramLabel = "N",
            description = "keep the newest N whatever their age (1)")
    private int keep = 1;

    @Option(
            names = "--orphans",
            converter = OptionValues.Time.class,
            paramLabel = "TIME",
            description = "then delete files that nothing refers to, last written longer ago than this: 24h")
    private @Nullable Duration orphans;

    Expire(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    void work(Table table) {
        int gone;
        List<String> deleted;
        try (Progress shown = lateProgressOfBytes("expire", -1, () -> 0)) { // nobody knows how much it will be
            gone = table.expire(Instant.now().minus(age), keep);
            deleted = orphans == null ? List.of() : table.removeOrphans(orphans);
        }
        if (!outcome.isWanted()) {
            deleted.forEach(console().out()::println);
        }
        outcome.with("table", table.name()).with("expired", gone).with("deleted", deleted);
        done(outcome::print, table.name() + ": " + gone + " snapshots let go");
    }
}

package dev.tutti.cli.table;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.text.Outcome;
import dev.tutti.table.Snapshot;
import dev.tutti.table.Table;
import dev.tutti.table.TableView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command on tags or branches: without a name it lists them, with one it makes or removes it. */
abstract class Reference extends TableCommand {
    @Mixin
    private Outcome outcome = new Outcome();

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "its name; without one all are listed")
    private @Nullable String name;

    @Option(
            names = "--at",
            paramLabel = "SNAPSHOT",
            description = "a snapshot, tag or branch to make it at (the newest)")
    private @Nullable String at;

    @Option(names = "--remove", description = "remove it; what only it has kept goes with the next expire")
    private boolean remove;

    private final boolean tags;

    Reference(Console console, boolean tags) {
        super(console);
        this.tags = tags;
    }

    @Override
    final void work(Table table) throws IOException {
        String chosen = name;
        if (chosen == null) {
            if (remove || at != null || isMove()) {
                throw CommandFailure.usage("the NAME of a " + kind() + " is expected");
            }
            list(table);
            return;
        }
        if ((remove ? 1 : 0) + (at != null ? 1 : 0) + (isMove() ? 1 : 0) > 1) {
            throw CommandFailure.usage("one thing at a time: make it, move to it or remove it");
        }
        if (isMove()) {
            move(table, chosen);
            said(table, chosen, "main is at " + kind() + " " + chosen + " now, " + table.rowCount() + " rows");
        } else if (remove) {
            demandKind(table, chosen);
            table.removeReference(chosen);
            said(table, chosen, kind() + " " + chosen + " is removed");
        } else {
            TableView view = at == null ? table.view() : ScanRows.version(table, at);
            Snapshot snapshot = view.snapshot()
                    .orElseThrow(() ->
                            CommandFailure.usage("table " + table.name() + " has no snapshot yet; append to it first"));
            make(table, chosen, snapshot.id());
            said(table, chosen, kind() + " " + chosen + " is at snapshot " + snapshot.id());
        }
    }

    private void demandKind(Table table, String chosen) {
        Boolean isTag = table.references().get(chosen);
        if (isTag != null && isTag != tags) {
            throw CommandFailure.usage("'" + chosen + "' is a " + (isTag ? "tag" : "branch") + ", not a " + kind());
        }
    }

    private void said(Table table, String chosen, String text) {
        outcome.with("table", table.name()).with(kind(), chosen);
        done(outcome::print, table.name() + ": " + text);
    }

    private void list(Table table) throws IOException {
        Grid.print(
                console().out(),
                outcome.isWanted() ? Grid.Format.JSON : Grid.Format.TEXT,
                List.of("name", "snapshot", "time", "rows"),
                table.references().entrySet().stream()
                        .filter(reference -> reference.getValue() == tags)
                        .map(reference -> line(reference.getKey(), table.at(reference.getKey()))));
    }

    private static Map<String, @Nullable Object> line(String name, TableView view) {
        Optional<Snapshot> snapshot = view.snapshot();
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("name", name);
        line.put("snapshot", snapshot.map(Snapshot::id).orElse(null));
        line.put("time", snapshot.map(Snapshot::time).orElse(null));
        line.put("rows", snapshot.map(known -> known.rows().orElse(0)).orElse(null));
        return line;
    }

    private String kind() {
        return tags ? "tag" : "branch";
    }

    /** Makes one at a snapshot. */
    abstract void make(Table table, String name, long snapshot);

    /** Whether main is to be moved to it. */
    boolean isMove() {
        return false;
    }

    /** Moves main to it. */
    void move(Table table, String name) {
        throw new IllegalStateException("a tag to which main is to be moved");
    }
}

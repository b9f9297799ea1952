package dev.tutti.cli.table;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.table.Table;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Lines of versions beside main. */
@CommandLine.Command(
        name = "branch",
        description = "make a branch, a line of versions of its own, publish it, or list or remove branches")
final class Branch extends Reference {
    @Option(names = "--publish", description = "main goes forward to it; refused if main has commits that it has not")
    private boolean publish;

    @Option(names = "--replace-main", description = "it takes the place of main, whatever main has")
    private boolean replace;

    Branch(Console console) {
        super(console, false);
    }

    @Override
    void make(Table table, String name, long snapshot) {
        table.branch(name, snapshot);
    }

    @Override
    boolean isMove() {
        return publish || replace;
    }

    @Override
    void move(Table table, String name) {
        if (publish && replace) {
            throw CommandFailure.usage("--publish or --replace-main, not both");
        }
        if (publish) {
            table.fastForward(name);
        } else {
            table.replaceBy(name);
        }
    }
}

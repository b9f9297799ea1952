package dev.tutti.cli.table;

import dev.tutti.table.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the branch to work on. */
final class Line {
    @Option(names = "--branch", paramLabel = "BRANCH", description = "on this branch (main)")
    private @Nullable String branch;

    /** The table, on the branch that was named. */
    Table of(Table table) {
        return branch == null ? table : table.branch(branch);
    }
}

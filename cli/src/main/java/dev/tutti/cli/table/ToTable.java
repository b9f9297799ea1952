package dev.tutti.cli.table;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.H5File;
import dev.tutti.table.ArrayRows;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;

/** Brings rows of an HDF5 file into a table. */
public final class ToTable {
    private ToTable() {}

    /** Appends what is new, and says what was done. */
    public static String run(Address source, String target, Outcome outcome) {
        TableAddress where = TableAddress.parse(target);
        try (H5File file = Opening.toLook(source.file());
                Tables tables = where.open()) {
            ArrayRows rows = ArrayRows.of(file.get(source.object()));
            Table table = tables.require(where.name(), rows.schema());
            String name = source.file().toAbsolutePath().normalize() + "::" + source.object();
            ArrayRows.Progress progress = rows.appendNew(table, name);
            outcome.with("table", where.toString())
                    .with("added", progress.added())
                    .with("reached", progress.reached());
            return where + ": " + progress.added() + " rows added, " + progress.reached() + " of " + source
                    + " are in it";
        }
    }
}

package dev.tutti.cli.table;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.text.Outcome;
import dev.tutti.hdf5.H5File;
import dev.tutti.table.ArrayRows;
import dev.tutti.table.RowFile;
import dev.tutti.table.Schema;
import dev.tutti.table.Table;
import dev.tutti.table.Tables;
import java.nio.file.Path;

/** Brings rows of an HDF5 file, or of a file of rows, into a table. */
public final class ToTable {
    private ToTable() {}

    /** Whether an address means a table. A point in the name is one behind a namespace only where there are tables already: elsewhere it is more likely the ending of a file. */
    public static boolean isTable(String target) {
        if (target.contains("::")) {
            return true;
        }
        TableAddress where = TableAddress.parse(target);
        return !where.name().contains(".") || Tables.isAt(Path.of(where.place()));
    }

    /** Appends what is new of a file of rows, and says what was done. */
    public static String ofRows(String source, String target, Outcome outcome) {
        TableAddress where = TableAddress.parse(target);
        RowFile rows = RowFiles.of(source);
        Schema schema = rows.schema(); // before a folder is made for what is not there
        try (Tables tables = where.open()) {
            Table table = tables.require(where.name(), schema);
            String name = Path.of(source).toAbsolutePath().normalize().toString();
            return done(where, source, rows.appendNew(table, name), outcome);
        }
    }

    private static String done(TableAddress where, Object source, ArrayRows.Progress progress, Outcome outcome) {
        outcome.with("table", where.toString()).with("added", progress.added()).with("reached", progress.reached());
        return where + ": " + progress.added() + " rows added, " + progress.reached() + " of " + source + " are in it";
    }

    /** Appends what is new of an HDF5 file, and says what was done. */
    public static String run(Address source, String target, Outcome outcome) {
        refuseFromTheEnd(source);
        TableAddress where = TableAddress.parse(target);
        try (H5File file = Opening.toLook(source.file());
                Tables tables = where.open()) {
            ArrayRows rows = RowFileConvert.rows(file, source);
            Table table = tables.require(where.name(), rows.schema());
            String name = source.file().toAbsolutePath().normalize() + "::" + source.object()
                    + (source.slice() == null ? "" : "[" + source.slice() + "]");
            return done(where, source, rows.appendNew(table, name), outcome);
        }
    }

    /** A table notes how many rows it has of a source. Rows that are counted from an end are others whenever that moves, and the note would be wrong of them. */
    private static void refuseFromTheEnd(Address source) {
        if (source.slice() != null && source.slice().toString().contains("-")) {
            throw CommandFailure.usage(
                    source
                            + ": a table notes which rows it has, so rows are counted from the beginning, as in [100:200]; files take negative indices too");
        }
    }
}

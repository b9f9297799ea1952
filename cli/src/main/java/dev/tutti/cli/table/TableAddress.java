package dev.tutti.cli.table;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.table.Tables;
import dev.tutti.table.TablesOptions;
import java.nio.file.Path;

/**
 * A table by its address: {@code FOLDER/NAME}, {@code FOLDER::NAME}, or {@code URI::NAME} of a catalog server.
 *
 * @param place the folder, or the address of the server
 * @param name the table's name
 */
record TableAddress(String place, String name) {
    static TableAddress parse(String text) {
        int colons = text.lastIndexOf("::");
        if (colons > 0) {
            return new TableAddress(text.substring(0, colons), text.substring(colons + 2));
        }
        Path path = Path.of(text).toAbsolutePath().normalize();
        Path folder = path.getParent();
        if (folder == null || folder.getParent() == null) {
            throw CommandFailure.usage(text + ": FOLDER/NAME of a table is expected");
        }
        String name = path.getFileName().toString();
        Path above = folder.getParent();
        if (!Tables.isAt(folder) && Tables.isAt(above)) {
            return new TableAddress(above.toString(), folder.getFileName() + "." + name);
        }
        return new TableAddress(folder.toString(), name);
    }

    private boolean isServer() {
        return place.startsWith("http:") || place.startsWith("https:") || place.startsWith("jdbc:");
    }

    /** Opens tables that are there. */
    Tables existing() {
        if (!isServer() && !Tables.isAt(Path.of(place))) {
            throw new CommandFailure(
                    ExitStatus.NOT_FOUND, place + ": no tables are here; tutti table create makes some");
        }
        return open();
    }

    /** Opens the tables, or makes their folder. */
    Tables open() {
        return isServer() ? Tables.at(place, TablesOptions.standard()) : Tables.at(Path.of(place));
    }

    @Override
    public String toString() {
        return place + "::" + name;
    }
}

package dev.tutti.cli.table;

import dev.tutti.table.ParquetRows;
import dev.tutti.table.RowFile;
import dev.tutti.table.arrow.ArrowRows;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Files of rows and nothing else, in the format that their names say. */
final class RowFiles {
    private static final Set<String> FORMATS = Set.of("parquet", "arrow", "arrows", "feather");

    private RowFiles() {}

    /** Whether a format is one of such files. */
    static boolean isFormat(String format) {
        return FORMATS.contains(format);
    }

    /** The part of a name behind its last point. */
    static String suffix(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** The file of this name. */
    static RowFile of(String name) {
        return of(name, suffix(name));
    }

    /** A file in a format, whatever its name says. */
    static RowFile of(String name, String format) {
        return format.equals("parquet") ? ParquetRows.at(Path.of(name)) : ArrowRows.at(Path.of(name));
    }
}

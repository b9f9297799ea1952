package dev.tutti.table;

import java.nio.file.Path;
import java.util.function.BiFunction;

/** Where tests have their tables: in a folder, unless other tests that are these once more have chosen another place. */
final class TestPlace {
    private static volatile BiFunction<Path, TablesOptions, Tables> place = Tables::at;

    private TestPlace() {}

    /** From now on, tables that belong to a folder are made there. */
    static void choose(BiFunction<Path, TablesOptions, Tables> other) {
        place = other;
    }

    static Tables at(Path folder) {
        return at(folder, TablesOptions.standard());
    }

    static Tables at(Path folder, TablesOptions options) {
        return place.apply(folder, options);
    }
}

package dev.tutti.server.table;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Knows tables of many writers; found by {@link java.util.ServiceLoader}. Without one the server has no pages of tables. Thread-safe. */
public interface TableReader {
    /** Whether tables stand in that folder. */
    boolean isAt(Path folder);

    /** Opens the tables of a folder to look at: nothing is changed, and nothing outside of the folder is read. */
    Catalog open(Path folder);

    /** The tables of a folder, open. Used by one thread at a time. */
    interface Catalog extends AutoCloseable {
        /** Their names, sorted. */
        List<String> names();

        /**
         * Writes a table's columns, sizes, references and newest snapshots, as members of an object that was begun.
         *
         * @throws dev.tutti.errors.H5NotFoundException if there is no such table
         */
        void describe(String table, int snapshots, JsonGenerator json) throws IOException;

        /**
         * Writes the first rows that are found: an array of the columns' names, and one of arrays of values, as members of an object that was begun.
         *
         * @throws dev.tutti.errors.H5NotFoundException if there is no such table
         */
        void rows(String table, int count, JsonGenerator json) throws IOException;

        @Override
        void close();
    }
}

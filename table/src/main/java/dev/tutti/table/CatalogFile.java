package dev.tutti.table;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the embedded catalog that say which metadata file is a table's newest, by the two statements that each commit needs, kept prepared. The
 * rows are those of Iceberg's JDBC catalog (its schema V1), which does everything else with them. Thread-safe.
 */
final class CatalogFile implements AutoCloseable {
    private static final String THIS = " where catalog_name = ? and table_namespace = ? and table_name = ?"
            + " and (iceberg_type = 'TABLE' or iceberg_type is null)";
    private static final String READ = "select metadata_location from iceberg_tables" + THIS;
    private static final String MOVE = "update iceberg_tables set metadata_location = ?, previous_metadata_location = ?"
            + THIS + " and metadata_location = ?";

    private final String catalog;
    private final Connection connection;
    private final PreparedStatement read;
    private final PreparedStatement move;

    /**
     * Opens the file, in which Iceberg's catalog has made its tables.
     *
     * @param url with the same settings as the catalog's own
     * @param catalog the catalog's name
     */
    CatalogFile(String url, String catalog) {
        this.catalog = catalog;
        try {
            connection = DriverManager.getConnection(url);
            read = connection.prepareStatement(READ);
            move = connection.prepareStatement(MOVE);
        } catch (SQLException e) {
            throw new UncheckedSQLException(e, "%s: the catalog cannot be opened", url);
        }
    }

    /** Where a table's newest metadata is; null if there is no such table. */
    synchronized @Nullable String location(TableIdentifier table) {
        try {
            name(read, 1, table);
            try (ResultSet rows = read.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException e) {
            throw new UncheckedSQLException(e, "table %s: the catalog cannot be read", table);
        }
    }

    /** Moves a table from one metadata file to the next, if it is still at that one; one step for everybody. */
    synchronized boolean move(TableIdentifier table, String from, String to) {
        try {
            move.setString(1, to);
            move.setString(2, from);
            name(move, 3, table);
            move.setString(6, from);
            return move.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new UncheckedSQLException(e, "table %s: the catalog did not do the commit", table);
        }
    }

    private void name(PreparedStatement statement, int first, TableIdentifier table) throws SQLException {
        statement.setString(first, catalog);
        statement.setString(first + 1, String.join(".", table.namespace().levels()));
        statement.setString(first + 2, table.name());
    }

    @Override
    public synchronized void close() {
        try (connection) {
            read.close();
            move.close();
        } catch (SQLException e) {
            throw new UncheckedSQLException(e, "the catalog cannot be closed");
        }
    }
}

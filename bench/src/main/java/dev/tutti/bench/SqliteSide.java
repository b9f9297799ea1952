package dev.tutti.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** SQLite in WAL mode: a transaction of one row each, as the measure of small commits. Used by one thread. */
final class SqliteSide implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement insert;

    /** A new database; {@code synchronous} is NORMAL or FULL. */
    SqliteSide(Path path, String synchronous) throws Exception {
        for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
        }
        connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=" + synchronous);
            statement.execute("CREATE TABLE d (i INTEGER PRIMARY KEY, x REAL)");
        }
        insert = connection.prepareStatement("INSERT INTO d (x) VALUES (?)");
    }

    void commits(int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            insert.setDouble(1, i);
            insert.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
        connection.close();
    }
}

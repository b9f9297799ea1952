package dev.tutti.cli.table;

import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds DuckDB's driver, a jar of 80 MB that does not come with Tutti, and loads it when it is asked for. */
final class DuckDriver {
    private static final String CLASS = "org.duckdb.DuckDBDriver";
    private static final String ARTIFACT = "org.duckdb:duckdb_jdbc:1.4.3.0";

    private DuckDriver() {}

    /** A connection to a database in memory. */
    static Connection connect(@Nullable String jar, Map<String, String> environment) throws IOException, SQLException {
        Connection connection = driver(jar, environment).connect("jdbc:duckdb:", new Properties());
        if (connection == null) {
            throw new SQLException("the driver refuses its own address");
        }
        return connection;
    }

    private static Driver driver(@Nullable String jar, Map<String, String> environment) throws IOException {
        ClassLoader own = DuckDriver.class.getClassLoader();
        try {
            return made(own);
        } catch (ReflectiveOperationException e) {
            Path file = find(jar, environment);
            try {
                // Open as long as the process: the connection loads classes until its end.
                @SuppressWarnings("resource")
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {file.toUri().toURL()}, own);
                return made(loader);
            } catch (ReflectiveOperationException wrong) {
                throw new CommandFailure(ExitStatus.FAILED, file + ": not DuckDB's JDBC driver: " + wrong, wrong);
            }
        }
    }

    private static Driver made(ClassLoader loader) throws ReflectiveOperationException {
        return Class.forName(CLASS, true, loader)
                .asSubclass(Driver.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    private static Path find(@Nullable String jar, Map<String, String> environment) throws IOException {
        String named = jar != null ? jar : environment.getOrDefault("TUTTI_DUCKDB", "");
        if (!named.isEmpty()) {
            if (!Files.isRegularFile(Path.of(named))) {
                throw new CommandFailure(ExitStatus.NOT_FOUND, named + ": no such file");
            }
            return Path.of(named);
        }
        Path repository = Path.of(System.getProperty("user.home", "."), ".m2/repository/org/duckdb/duckdb_jdbc");
        if (Files.isDirectory(repository)) {
            try (Stream<Path> files = Files.walk(repository, 2)) {
                Path newest = files.filter(file -> file.toString().endsWith(".jar"))
                        .max(Comparator.naturalOrder())
                        .orElse(null);
                if (newest != null) {
                    return newest;
                }
            }
        }
        throw new CommandFailure(
                ExitStatus.FAILED,
                "SQL needs DuckDB's JDBC driver, 80 MB, which does not come with Tutti: mvn dependency:get -Dartifact="
                        + ARTIFACT + ", or name its jar with --driver or TUTTI_DUCKDB");
    }
}

package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.hdf5.Durability;
import dev.tutti.locks.LockOptions;
import dev.tutti.locks.Locks;
import dev.tutti.table.local.LocalFileIO;
import dev.tutti.table.local.LocalPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.jspecify.annotations.Nullable;

/** Iceberg's catalogs, opened: one in a SQLite file of the tables' folder, or one that an address names. */
final class Catalogs {
    /** What the catalog calls itself in its rows; another engine must use the same name. */
    static final String NAME = "tutti";

    static final String FILE = "catalog.db";
    static final String LOCKS = ".locks";

    private Catalogs() {}

    /**
     * The embedded catalog: Iceberg's, and the shorter way to its rows that commits take; none where nothing is committed.
     *
     * @param io files that are on disk when they are closed, for Iceberg's users
     * @param late files that are on disk at the commit, for {@link EmbeddedOperations}; {@code io} where there are no barriers
     */
    record Embedded(Catalog catalog, @Nullable CatalogFile file, LocalFileIO io, LocalFileIO late) {}

    /** The catalog in {@code folder}, made if it is not there. One process makes it, others wait. */
    static Embedded embedded(Path folder, TablesOptions options) {
        if (options.isReadOnly()) {
            demandOwn(folder);
            LocalFileIO inside = LocalFileIO.within(folder);
            JdbcCatalog catalog = new JdbcCatalog(ignored -> inside, null, false);
            catalog.initialize(NAME, properties(folder, options));
            return new Embedded(catalog, null, inside, inside);
        }
        try {
            Files.createDirectories(folder.resolve(LOCKS));
        } catch (IOException e) {
            throw new H5Exception(folder + ": the folder of the tables cannot be made: " + e.getMessage(), e);
        }
        Durability durability = options.durability();
        boolean barriers = durability != Durability.PROCESS;
        LocalFileIO io = barriers ? LocalFileIO.withBarriers() : new LocalFileIO();
        LocalFileIO late = barriers ? LocalFileIO.withLateBarriers() : io;
        Map<String, String> properties = properties(folder, options);
        JdbcCatalog catalog = new JdbcCatalog(ignored -> io, null, true);
        LockOptions patient = LockOptions.fair().timeout(Duration.ofMinutes(1));
        return Locks.file(folder.resolve(LOCKS).resolve("catalog"), patient).writing(hold -> {
            catalog.initialize(NAME, properties);
            return new Embedded(catalog, new CatalogFile(url(folder, options), NAME), io, late);
        });
    }

    /** Refuses a catalog that is not there, or that a link leads to. */
    private static void demandOwn(Path folder) {
        try {
            if (folder.resolve(FILE).toRealPath().startsWith(folder.toRealPath())) {
                return;
            }
        } catch (IOException e) {
            throw new H5NotFoundException(folder + ": no tables stand there");
        }
        throw new H5NotFoundException(folder + ": its catalog is a link that leads out of it, which is not followed");
    }

    private static String url(Path folder, TablesOptions options) {
        // Busy first: all that follows may meet another process.
        return "jdbc:sqlite:" + folder.resolve(FILE) + "?busy_timeout=60000&journal_mode=WAL&synchronous="
                + switch (options.durability()) {
                    case PROCESS -> "OFF";
                    case CONSISTENT -> "NORMAL";
                    case DURABLE -> "FULL";
                };
    }

    private static Map<String, String> properties(Path folder, TablesOptions options) {
        Map<String, String> properties = new HashMap<>(options.properties());
        properties.put(CatalogProperties.URI, url(folder, options));
        properties.put(CatalogProperties.WAREHOUSE_LOCATION, LocalPath.location(folder));
        properties.put("jdbc.schema-version", "V1");
        properties.putIfAbsent(CatalogProperties.CLIENT_POOL_SIZE, "2");
        return properties;
    }

    /** The catalog at an address: {@code http(s):} speaks REST, {@code jdbc:} is a database; behind {@code s3:} are files whose catalog the options name. */
    static Catalog at(String uri, TablesOptions options) {
        if (ObjectStore.isAt(uri)) {
            return at(ObjectStore.catalog(uri, options), ObjectStore.at(uri, options));
        }
        Map<String, String> properties = new HashMap<>(options.properties());
        properties.put(CatalogProperties.URI, uri);
        if (uri.startsWith("http:") || uri.startsWith("https:")) {
            properties.putIfAbsent("type", "rest");
        } else if (uri.startsWith("jdbc:")) {
            properties.putIfAbsent("type", "jdbc");
            properties.putIfAbsent("jdbc.schema-version", "V1");
            String warehouse = properties.get(CatalogProperties.WAREHOUSE_LOCATION);
            if (warehouse == null) {
                throw new IllegalArgumentException(uri + ": a JDBC catalog needs the property warehouse:"
                        + " where the tables' files are, such as file:///data or s3://bucket/data");
            }
            if (LocalPath.isLocal(warehouse)) {
                properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, LocalFileIO.class.getName());
            }
        } else {
            throw new IllegalArgumentException(
                    uri + ": a catalog's address begins with http:, https: or jdbc:, that of an object store with s3:;"
                            + " a folder is given as a Path");
        }
        ObjectStore.complete(properties, System.getenv());
        if (options.durability() != Durability.PROCESS) {
            properties.putIfAbsent(LocalFileIO.BARRIERS, "true");
        }
        if (properties.containsKey(CatalogProperties.CATALOG_IMPL)) {
            properties.remove("type");
        }
        try {
            return CatalogUtil.buildIcebergCatalog(properties.getOrDefault("name", NAME), properties, null);
        } catch (RuntimeException e) {
            throw new H5Exception(uri + ": the catalog cannot be reached: " + e.getMessage(), e);
        }
    }
}

package dev.tutti.table;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.table.local.LocalFileIO;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one catalog.
 *
 * <pre>{@code
 * record Event(long id, Instant time, String source, double value) {}
 *
 * try (Tables tables = Tables.at(Path.of("data/tables"))) {
 *     Table events = tables.create("events", Event.class, "day(time)");
 *     events.append(List.of(new Event(1, Instant.now(), "a", 0.5)));
 *     List<Event> some = events.scan().where(Filter.greater("value", 0)).as(Event.class).toList();
 * }
 * }</pre>
 *
 * A folder's catalog is a SQLite file in it, which any number of threads and processes of one machine share; with the address of a catalog server, processes
 * of many machines do. A table's name may begin with a namespace and a point; without, it is in the namespace {@code default}.
 *
 * <p>Thread-safe. Closing ends the maintenance that runs in the background and the connections; nothing that was committed depends on it.
 */
public final class Tables implements AutoCloseable {
    private static final String DEFAULT = "default";

    private final Catalog catalog;
    private final @Nullable Path folder;
    private final Catalogs.@Nullable Embedded embedded;
    private final TablesOptions options;
    private final Background background = new Background();
    private final Map<String, Table> open = new ConcurrentHashMap<>();

    private Tables(
            Catalog catalog, @Nullable Path folder, Catalogs.@Nullable Embedded embedded, TablesOptions options) {
        this.catalog = catalog;
        this.folder = folder;
        this.embedded = embedded;
        this.options = options;
    }

    /** The tables in a folder, which is made if it is not there. */
    public static Tables at(Path folder) {
        return at(folder, TablesOptions.standard());
    }

    /** The tables in a folder, which is made if it is not there and the options do not say that it is only read. */
    public static Tables at(Path folder, TablesOptions options) {
        if (folder.toString().matches("[a-z0-9]{2,}:/.*")) {
            throw new IllegalArgumentException(folder + ": an address is given as a String (Tables.at(uri, options))");
        }
        Path absolute = folder.toAbsolutePath().normalize();
        Catalogs.Embedded embedded = Catalogs.embedded(absolute, options);
        return new Tables(embedded.catalog(), absolute, embedded, options);
    }

    /**
     * The tables of a catalog server, or of a database that is the catalog, or whose files are in an object store.
     *
     * @param uri {@code http://…} or {@code https://…} of a REST catalog, or {@code jdbc:…} of a database; or {@code s3://bucket/path}, where the files are, with the
     *     catalog's address as the option {@code uri}
     * @throws IllegalArgumentException if the address is none of these, or one of an object store without a catalog
     * @throws dev.tutti.errors.H5UnsupportedException if the libraries that access to the object store needs are not there
     * @throws H5Exception if the catalog cannot be reached
     */
    public static Tables at(String uri, TablesOptions options) {
        return new Tables(Catalogs.at(uri, options), null, null, options);
    }

    /** Whether tables stand in that folder. */
    public static boolean isAt(Path folder) {
        return Files.isRegularFile(folder.resolve(Catalogs.FILE));
    }

    /**
     * Makes a table whose columns are the components of a record class.
     *
     * @param partitionBy how files are divided: {@code region}, {@code day(time)}, {@code bucket(16, id)}, {@code truncate(4, name)}, and year, month, hour
     * @throws H5ExistsException if there is one of that name
     */
    public Table create(String name, Class<? extends Record> type, String... partitionBy) {
        return create(name, Schema.of(type), partitionBy);
    }

    /**
     * Makes a table.
     *
     * @param partitionBy how files are divided: {@code region}, {@code day(time)}, {@code bucket(16, id)}, {@code truncate(4, name)}, and year, month, hour
     * @throws H5ExistsException if there is one of that name
     */
    public Table create(String name, Schema schema, String... partitionBy) {
        return create(name, schema, List.of(partitionBy), Map.of());
    }

    /**
     * Makes a table with properties of Iceberg, which go before those that Tutti sets.
     *
     * @throws H5ExistsException if there is one of that name
     */
    public Table create(String name, Schema schema, List<String> partitionBy, Map<String, String> properties) {
        TableIdentifier identifier = identifier(name);
        org.apache.iceberg.Schema columns = IcebergTypes.schema(schema);
        Map<String, String> all = new HashMap<>(TableSettings.initial());
        all.putAll(properties);
        try {
            makeNamespace(identifier.namespace());
            catalog.createTable(identifier, columns, Partitioning.spec(columns, partitionBy), all);
        } catch (AlreadyExistsException e) {
            throw new H5ExistsException("table " + name + " exists already in " + this);
        }
        return load(name);
    }

    /**
     * The table of that name, made if it is not there; the schema of one that is there is not compared.
     *
     * @param partitionBy as for {@link #create(String, Schema, String...)}
     */
    public Table require(String name, Schema schema, String... partitionBy) {
        try {
            return contains(name) ? load(name) : create(name, schema, partitionBy);
        } catch (H5ExistsException e) {
            return load(name);
        }
    }

    private void makeNamespace(Namespace namespace) {
        if (folder == null
                && catalog instanceof SupportsNamespaces namespaces
                && !namespaces.namespaceExists(namespace)) {
            try {
                namespaces.createNamespace(namespace);
            } catch (AlreadyExistsException e) {
                return; // Another was as quick.
            }
        }
    }

    /**
     * The table of that name.
     *
     * @throws H5NotFoundException if there is none; the message names those there are
     */
    public Table load(String name) {
        TableIdentifier identifier = identifier(name);
        for (int attempt = 1; ; attempt++) {
            try {
                String uuid = operations(identifier).current().uuid();
                return open.compute(identifier.toString(), (key, known) -> {
                    if (known != null && known.uuid().equals(uuid)) {
                        return known;
                    }
                    if (known != null) {
                        known.retire(); // Another table has the name now.
                    }
                    return opened(identifier, uuid);
                });
            } catch (NoSuchTableException | NoSuchNamespaceException e) {
                throw new H5NotFoundException("table " + name + " is not in " + this + "; there are " + list());
            } catch (NotFoundException e) {
                // Its metadata was replaced between the catalog's answer and the reading.
                if (attempt == 20) {
                    throw new H5Exception("table " + name + ": its metadata is gone: " + e.getMessage(), e);
                }
            }
        }
    }

    private Table opened(TableIdentifier identifier, String uuid) {
        AtomicReference<@Nullable TableMetadata> known = new AtomicReference<>();
        MetadataWriter writer = new MetadataWriter();
        CatalogFile file = embedded == null ? null : embedded.file();
        Supplier<TableOperations> own = () -> operations(identifier);
        Supplier<TableOperations> icebergs = own;
        if (embedded != null && file != null) {
            LocalFileIO late = embedded.late();
            LocalFileIO io = embedded.io();
            own = () -> new EmbeddedOperations(file, identifier, late, known, writer);
            icebergs = () -> new EmbeddedOperations(file, identifier, io, known, writer);
        }
        Path place = folder == null || options.isReadOnly()
                ? null
                : folder.resolve(Catalogs.LOCKS).resolve(uuid);
        return new Table(
                new TableCore(shortName(identifier), uuid, own, icebergs, options, place, background, folder != null));
    }

    private TableOperations operations(TableIdentifier identifier) {
        return ((HasTableOperations) catalog.loadTable(identifier)).operations();
    }

    /** Whether there is a table of that name. */
    public boolean contains(String name) {
        return catalog.tableExists(identifier(name));
    }

    /**
     * Removes a table with all its files; who reads it at that time gets errors.
     *
     * @return whether there was one
     */
    public boolean drop(String name) {
        TableIdentifier identifier = identifier(name);
        Table known = open.remove(identifier.toString());
        if (known != null) {
            known.remove();
        }
        try {
            return catalog.dropTable(identifier, true);
        } catch (NoSuchTableException e) {
            return false;
        }
    }

    /**
     * Gives a table another name; its files stay where they are.
     *
     * @throws H5NotFoundException if there is none of the old name
     * @throws H5ExistsException if there is one of the new name
     */
    public void rename(String from, String to) {
        TableIdentifier target = identifier(to);
        try {
            makeNamespace(target.namespace());
            catalog.renameTable(identifier(from), target);
        } catch (NoSuchTableException e) {
            throw new H5NotFoundException("table " + from + " is not in " + this + "; there are " + list());
        } catch (AlreadyExistsException e) {
            throw new H5ExistsException("table " + to + " exists already in " + this);
        }
        Table known = open.remove(identifier(from).toString());
        if (known != null) {
            known.retire();
        }
    }

    /** The names of all tables, sorted. */
    public List<String> list() {
        TreeSet<String> names = new TreeSet<>();
        List<Namespace> namespaces = new ArrayList<>();
        if (catalog instanceof SupportsNamespaces spaces) {
            namespaces.addAll(spaces.listNamespaces());
        }
        if (folder != null && !namespaces.contains(Namespace.of(DEFAULT))) {
            namespaces.add(Namespace.of(DEFAULT));
        }
        for (Namespace namespace : namespaces) {
            try {
                catalog.listTables(namespace).forEach(identifier -> names.add(shortName(identifier)));
            } catch (NoSuchNamespaceException e) {
                // It was removed meanwhile, or never held a table.
                names.removeIf(name -> name.startsWith(namespace + "."));
            }
        }
        return List.copyOf(names);
    }

    /** Iceberg's catalog below: an {@code org.apache.iceberg.catalog.Catalog}, for what is not here. */
    public Object iceberg() {
        return catalog;
    }

    private static TableIdentifier identifier(String name) {
        String[] parts = name.split("\\.", -1);
        for (String part : parts) {
            if (part.isBlank() || part.indexOf('/') >= 0 || part.indexOf('\\') >= 0) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no name of a table: parts between points, none empty, without slashes");
            }
        }
        return parts.length == 1 ? TableIdentifier.of(DEFAULT, name) : TableIdentifier.of(parts);
    }

    private static String shortName(TableIdentifier identifier) {
        return identifier.namespace().equals(Namespace.of(DEFAULT)) ? identifier.name() : identifier.toString();
    }

    @Override
    public void close() {
        background.close();
        open.values().forEach(Table::retire);
        if (embedded != null && embedded.file() != null) {
            embedded.file().close();
            embedded.late().close();
        }
        if (catalog instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new H5Exception(this + ": the catalog cannot be closed", e);
            }
        }
    }

    /** Where the tables are. */
    @Override
    public String toString() {
        return folder != null ? folder.toString() : catalog.name();
    }
}

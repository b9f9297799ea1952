package dev.tutti.server.table;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.server.file.ServedFolder;
import dev.tutti.server.text.Json;
import dev.tutti.server.web.Answer;
import dev.tutti.server.web.Query;
import dev.tutti.server.web.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** All that the pages of tables ask. Catalogs are opened when somebody asks for one, and closed when nobody has for a while. Thread-safe. */
public final class TableBoard implements AutoCloseable {
    private static final int MOST_SNAPSHOTS = 400;
    private static final int MOST_ROWS = 200;
    private static final long KEPT_NANOS = Duration.ofSeconds(60).toNanos();

    private final ServedFolder folder;
    private final Optional<TableReader> reader;
    /** Guarded by itself. */
    private final Map<Path, Shelf> shelves = new HashMap<>();

    /** One folder's tables. Guarded by itself, but for the time of its last use, which the map guards. */
    private static final class Shelf {
        TableReader.@Nullable Catalog catalog;
        long opened;
        long used;
    }

    /** What is done with an open catalog. */
    private interface Use<T> {
        T with(TableReader.Catalog catalog) throws IOException;
    }

    public TableBoard(ServedFolder folder) {
        this.folder = folder;
        this.reader = reader();
    }

    private static Optional<TableReader> reader() {
        try {
            return ServiceLoader.load(TableReader.class, TableBoard.class.getClassLoader())
                    .findFirst();
        } catch (ServiceConfigurationError | LinkageError e) {
            return Optional.empty(); // the module of tables is not there
        }
    }

    /** The folders below the directory in which tables stand, and what they are called. */
    public Answer list() throws IOException {
        byte[] bytes = Json.bytes(json -> {
            json.writeStartObject();
            json.writeBooleanField("available", reader.isPresent());
            json.writeArrayFieldStart("catalogs");
            if (reader.isPresent()) {
                for (Path found : folder.folders(reader.get()::isAt)) {
                    entry(json, found);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        return Answer.json(bytes);
    }

    private void entry(JsonGenerator json, Path found) throws IOException {
        json.writeStartObject();
        json.writeStringField("folder", folder.name(found));
        String trouble = "";
        List<String> names = List.of();
        try {
            names = with(found, TableReader.Catalog::names);
        } catch (H5Exception | Refusal e) {
            trouble = String.valueOf(e.getMessage());
        }
        json.writeArrayFieldStart("tables");
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
        json.writeStringField("trouble", trouble);
        json.writeEndObject();
    }

    /** What there is to know of one table. */
    public Answer table(Query query) {
        Path found = found(query);
        String name = query.required("name");
        int most = (int) query.number("snapshots", MOST_SNAPSHOTS, 1, MOST_SNAPSHOTS);
        byte[] bytes = with(
                found,
                catalog -> Json.bytes(json -> {
                    json.writeStartObject();
                    json.writeStringField("folder", folder.name(found));
                    json.writeStringField("name", name);
                    catalog.describe(name, most, json);
                    json.writeEndObject();
                }));
        return Answer.json(bytes).with("ETag", "\"" + Integer.toHexString(java.util.Arrays.hashCode(bytes)) + "\"");
    }

    /** The first rows of one table. */
    public Answer rows(Query query) {
        String name = query.required("name");
        int most = (int) query.number("rows", 50, 1, MOST_ROWS);
        return Answer.json(with(
                found(query),
                catalog -> Json.bytes(json -> {
                    json.writeStartObject();
                    catalog.rows(name, most, json);
                    json.writeEndObject();
                })));
    }

    private Path found(Query query) {
        Path found = folder.folder(query.text("folder", ""));
        if (reader.isEmpty()) {
            throw new Refusal(501, "this server knows no tables: the module tutti-table is not on its class path");
        }
        if (!reader.get().isAt(found)) {
            throw Refusal.notFound("no tables stand in '" + folder.name(found) + "'");
        }
        return found;
    }

    private <T> T with(Path found, Use<T> use) {
        Shelf shelf;
        synchronized (shelves) {
            shelf = shelves.computeIfAbsent(found, path -> new Shelf());
            shelf.used = System.nanoTime();
        }
        synchronized (shelf) {
            try {
                if (System.nanoTime() - shelf.opened > KEPT_NANOS) {
                    shut(shelf); // another catalog may stand in the place of the one that is open
                }
                if (shelf.catalog == null) {
                    // A path becomes part of an address of a database, which knows these signs.
                    if (found.toString().indexOf('?') >= 0) {
                        throw Refusal.meaningless(
                                "tables in a folder with a question mark in its name cannot be opened");
                    }
                    shelf.catalog = reader.orElseThrow().open(found);
                    shelf.opened = System.nanoTime();
                }
                return use.with(shelf.catalog);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (H5NotFoundException | H5BusyException | Refusal e) {
                throw e;
            } catch (RuntimeException e) {
                throw Refusal.meaningless(
                        "the tables in '" + folder.name(found) + "' cannot be read: " + e.getMessage());
            }
        }
    }

    /** Closes what nobody has asked for in a while; to be called now and then. */
    public void sweep() {
        synchronized (shelves) {
            for (Iterator<Shelf> each = shelves.values().iterator(); each.hasNext(); ) {
                Shelf shelf = each.next();
                if (System.nanoTime() - shelf.used > KEPT_NANOS) {
                    each.remove();
                    synchronized (shelf) {
                        shut(shelf);
                    }
                }
            }
        }
    }

    private static void shut(Shelf shelf) {
        if (shelf.catalog != null) {
            shelf.catalog.close();
            shelf.catalog = null;
        }
    }

    @Override
    public void close() {
        synchronized (shelves) {
            for (Shelf shelf : shelves.values()) {
                synchronized (shelf) {
                    shut(shelf);
                }
            }
            shelves.clear();
        }
    }
}

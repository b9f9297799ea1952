package dev.tutti.table;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.jspecify.annotations.Nullable;

/** A catalog server on the loopback interface: Iceberg's own handlers of its REST protocol over HTTP, upon a JDBC catalog of its own. */
final class RestServer implements AutoCloseable {
    private static final int NAMESPACE = 2;
    private static final int TABLE = 4;

    private final JdbcCatalog catalog = new JdbcCatalog();
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final HttpServer server;
    private final ObjectMapper json = new ObjectMapper();
    /** Commits that are done and whose answer is an error, as of a proxy that has lost the server's. */
    final AtomicInteger answersToLose = new AtomicInteger();

    RestServer(Path folder) throws IOException {
        catalog.initialize(
                "server",
                Map.of(
                        "uri",
                        "jdbc:sqlite:" + folder.resolve("server.db") + "?journal_mode=WAL&busy_timeout=60000",
                        "warehouse",
                        "file://" + folder.toAbsolutePath().resolve("files"),
                        "jdbc.schema-version",
                        "V1",
                        "io-impl",
                        dev.tutti.table.local.LocalFileIO.class.getName()));
        json.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        json.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        json.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
        RESTSerializers.registerAll(json);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Object answer;
            int status = 200;
            try {
                answer = answer(
                        exchange.getRequestMethod(),
                        List.of(exchange.getRequestURI().getPath().split("/")),
                        exchange);
            } catch (RuntimeException e) {
                status = status(e);
                answer = ErrorResponse.builder()
                        .responseCode(status)
                        .withType(e.getClass().getSimpleName())
                        .withMessage(String.valueOf(e.getMessage()))
                        .build();
            }
            byte[] body = answer == null || exchange.getRequestMethod().equals("HEAD")
                    ? new byte[0]
                    : json.writeValueAsBytes(answer);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(
                    body.length == 0 && status == 200 ? 204 : status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static int status(RuntimeException error) {
        if (error instanceof NoSuchTableException || error instanceof NoSuchNamespaceException) {
            return 404;
        }
        return error instanceof AlreadyExistsException || error instanceof CommitFailedException ? 409 : 500;
    }

    /** Parts are empty, {@code v1} and what follows. */
    private @Nullable Object answer(String method, List<String> parts, HttpExchange exchange) throws IOException {
        List<String> path = parts.subList(2, parts.size());
        if (path.get(0).equals("config")) {
            return ConfigResponse.builder().build();
        }
        if (path.get(0).equals("tables")) {
            CatalogHandlers.renameTable(catalog, read(exchange, RenameTableRequest.class));
            return null;
        }
        if (path.size() == 1 && method.equals("GET")) {
            String query = exchange.getRequestURI().getQuery();
            boolean below = query != null && query.contains("parent=");
            // Namespaces of one level are all that is served.
            return CatalogHandlers.listNamespaces(
                    catalog, below ? Namespace.of(query.replaceFirst(".*parent=", "")) : Namespace.empty());
        }
        if (path.size() == 1) {
            return CatalogHandlers.createNamespace(catalog, read(exchange, CreateNamespaceRequest.class));
        }
        Namespace namespace = Namespace.of(path.get(1).split("\u001f"));
        if (path.size() == NAMESPACE) {
            return CatalogHandlers.loadNamespace(catalog, namespace);
        }
        if (path.size() < TABLE) {
            return method.equals("GET")
                    ? CatalogHandlers.listTables(catalog, namespace)
                    : CatalogHandlers.createTable(catalog, namespace, read(exchange, CreateTableRequest.class));
        }
        return path.size() > TABLE ? null : table(method, TableIdentifier.of(namespace, path.get(3)), exchange);
    }

    private @Nullable Object table(String method, TableIdentifier table, HttpExchange exchange) throws IOException {
        switch (method) {
            case "POST" -> {
                Object done = CatalogHandlers.updateTable(catalog, table, read(exchange, UpdateTableRequest.class));
                if (answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new IllegalStateException("the answer is lost");
                }
                return done;
            }
            case "DELETE" -> {
                CatalogHandlers.dropTable(catalog, table);
                return null;
            }
            default -> {
                return CatalogHandlers.loadTable(catalog, table, SnapshotMode.ALL);
            }
        }
    }

    private <T> T read(HttpExchange exchange, Class<T> type) throws IOException {
        return json.readValue(exchange.getRequestBody(), type);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        catalog.close();
    }
}

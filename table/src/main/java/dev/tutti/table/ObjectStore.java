package dev.tutti.table;

import dev.tutti.errors.H5UnsupportedException;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogProperties;

/** Tables whose files are in an object store that speaks S3: what Iceberg's access to it has to be told, and which catalog goes with it. */
final class ObjectStore {
    private static final String SCHEME = "s3://";
    private static final String FILES = "org.apache.iceberg.aws.s3.S3FileIO";
    private static final String CLIENT = "software.amazon.awssdk.services.s3.S3Client";
    private static final String ENDPOINT = "s3.endpoint";
    private static final String HTTP = "http-client.type";

    private ObjectStore() {}

    /** Whether the libraries are there. */
    static boolean isAvailable() {
        return isThere(FILES) && isThere(CLIENT);
    }

    /** Whether an address is one of an object store. */
    static boolean isAt(String uri) {
        return uri.startsWith(SCHEME);
    }

    /**
     * The address of the catalog that goes with an object store.
     *
     * @throws IllegalArgumentException if the options do not name one: the store itself has no step that only one of several writers can do first, on every server
     *     that speaks S3, so no catalog is made of its files
     */
    static String catalog(String uri, TablesOptions options) {
        String catalog = options.properties().get(CatalogProperties.URI);
        if (catalog == null || isAt(catalog)) {
            throw new IllegalArgumentException(uri + ": files in an object store need a catalog elsewhere, which says"
                    + " which of several writers was first: name it by TablesOptions.property(\"uri\", …), as"
                    + " https://… of a catalog server or jdbc:… of a database");
        }
        return catalog;
    }

    /** Adds to a catalog's properties what access to its files needs, if its warehouse is in an object store and nothing else was chosen. */
    static void complete(Map<String, String> properties, Map<String, String> environment) {
        String warehouse = properties.get(CatalogProperties.WAREHOUSE_LOCATION);
        boolean chosen = properties.containsKey(CatalogProperties.FILE_IO_IMPL)
                && !FILES.equals(properties.get(CatalogProperties.FILE_IO_IMPL));
        if (warehouse == null || !isAt(warehouse) || chosen) {
            return;
        }
        if (!isAvailable()) {
            throw new H5UnsupportedException(warehouse + ": access to object stores is not part of Tutti: put"
                    + " org.apache.iceberg:iceberg-aws (of the version that iceberg-core has), software.amazon.awssdk:s3,"
                    + " :sts, :kms and :url-connection-client on the class path");
        }
        properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, FILES);
        String endpoint = Stream.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .map(environment::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .orElse(null);
        if (endpoint != null) {
            properties.putIfAbsent(ENDPOINT, endpoint);
        }
        if (properties.containsKey(ENDPOINT)) {
            // A server of one's own: it seldom has a name for each bucket, and takes any region.
            properties.putIfAbsent("s3.path-style-access", "true");
            if (!environment.containsKey("AWS_REGION")) {
                properties.putIfAbsent("client.region", "us-east-1");
            }
        }
        properties.putIfAbsent(
                HTTP, isThere("software.amazon.awssdk.http.apache.ApacheHttpClient") ? "apache" : "urlconnection");
    }

    /** The options of the tables at an object store's address. */
    static TablesOptions at(String uri, TablesOptions options) {
        String warehouse = options.properties().get(CatalogProperties.WAREHOUSE_LOCATION);
        if (warehouse != null && !warehouse.equals(uri)) {
            throw new IllegalArgumentException(
                    uri + ": the property warehouse says that the files are at " + warehouse + "; leave it out");
        }
        return options.property(CatalogProperties.WAREHOUSE_LOCATION, uri);
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, ObjectStore.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            return false;
        }
    }
}

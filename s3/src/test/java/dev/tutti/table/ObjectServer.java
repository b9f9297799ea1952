package dev.tutti.table;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.TransientApiMetadata;
import org.jclouds.blobstore.domain.PageSet;
import org.jclouds.blobstore.domain.StorageMetadata;
import org.jclouds.blobstore.options.ListContainerOptions;

/** An object store that speaks S3, on the loopback interface and in memory, with the tables of tests in one bucket. */
final class ObjectServer implements AutoCloseable {
    private static final String BUCKET = "tutti";
    private static final String KEY = "tests";

    private final BlobStoreContext context;
    private final BlobStore store;
    private final S3Proxy server;

    ObjectServer() throws Exception {
        // Not by its name: that would look for all providers, of which not all are here.
        context = ContextBuilder.newBuilder(new TransientApiMetadata())
                .credentials(KEY, KEY)
                .build(BlobStoreContext.class);
        store = context.getBlobStore();
        store.createContainerInLocation(null, BUCKET);
        server = S3Proxy.builder()
                .blobStore(store)
                .awsAuthentication(AuthenticationType.AWS_V4, KEY, KEY)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .build();
        server.start();
    }

    int port() {
        return server.getPort();
    }

    /** The tables that a test has in place of those in a folder: their files here, their catalog in the folder. */
    Tables at(Path folder, TablesOptions options) {
        return at(port(), folder, options);
    }

    /** The same for any process of the test. */
    static Tables at(int port, Path folder, TablesOptions options) {
        return Tables.at("s3://" + BUCKET + '/' + folder.getFileName(), options(port, folder, options));
    }

    /** How the tables are reached. */
    private static TablesOptions options(int port, Path folder, TablesOptions options) {
        return options.property(
                        "uri", "jdbc:sqlite:" + folder.resolve("s3.db") + "?journal_mode=WAL&busy_timeout=60000")
                .property("s3.endpoint", "http://127.0.0.1:" + port)
                .property("s3.access-key-id", KEY)
                .property("s3.secret-access-key", KEY);
    }

    /** The names of all files of a test that begin so. */
    List<String> files(Path folder, String prefix) {
        List<String> names = new ArrayList<>();
        String marker = null;
        do {
            ListContainerOptions options =
                    ListContainerOptions.Builder.recursive().prefix(folder.getFileName() + "/" + prefix);
            PageSet<? extends StorageMetadata> page =
                    store.list(BUCKET, marker == null ? options : options.afterMarker(marker));
            page.forEach(file -> names.add(file.getName()));
            marker = page.getNextMarker();
        } while (marker != null);
        return names;
    }

    /** Makes a file; returns its address. */
    String put(Path folder, String name) {
        String key = folder.getFileName() + "/" + name;
        store.putBlob(BUCKET, store.blobBuilder(key).payload("x").build());
        return "s3://" + BUCKET + '/' + key;
    }

    @Override
    public void close() {
        try (context) {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the object store cannot be stopped", e);
        }
    }
}

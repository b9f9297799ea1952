package dev.tutti.storage.http;

import dev.tutti.storage.ReadableFile;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/**
 * An object of a web server as a file that is only read: what S3 and its like have under a URL, and every server that answers range requests. An object that is
 * changed while it is open is noticed and never read as a mixture. Thread-safe.
 */
public final class HttpFile implements ReadableFile {
    private final Path path;
    private final HttpObject object;
    private final BlockCache cache;
    private volatile boolean closed;

    private HttpFile(Path path, HttpObject object, HttpSettings settings) {
        this.path = path;
        this.object = object;
        this.cache = new BlockCache(object::fetch, object.length(), settings);
    }

    /**
     * Opens what a URL leads to.
     *
     * @param uri of scheme http or https
     * @throws java.nio.file.NoSuchFileException if the server knows no such object
     * @throws IOException if it cannot be read, or the server answers no range requests; the message says so
     */
    public static HttpFile open(URI uri, HttpSettings settings) throws IOException {
        return new HttpFile(name(uri), new HttpObject(uri, settings), settings);
    }

    /** Host and path: what stands for the file's name in messages. */
    private static Path name(URI uri) {
        String host = String.valueOf(uri.getHost());
        return Path.of(host, String.valueOf(uri.getPath()).split("/", -1));
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return object.length();
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        checkOpen();
        return cache.read(position, target);
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }

    /** Bytes that are kept in memory now. */
    public long heldBytes() {
        return cache.held();
    }

    @Override
    public Object identity() {
        return this;
    }

    @Override
    public void close() {
        closed = true;
    }
}

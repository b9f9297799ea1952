package dev.tutti.server;

import dev.tutti.server.file.ServedFolder;
import dev.tutti.server.file.Views;
import dev.tutti.server.live.LiveHub;
import dev.tutti.server.table.TableBoard;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the HDF5 files below a directory, to look at: the explorer at {@code /explore}, the dashboard of live files at {@code /live}, surveys at
 * {@code /survey}, tables at {@code /table}, the API of h5grove at
 * {@code /api/h5grove}, {@code /metrics} and {@code /health}. It changes nothing and keeps no writer waiting. Thread-safe.
 */
public final class TuttiServer implements AutoCloseable {
    private static final int THREADS = 40;
    private static final int AT_ONCE = 24;
    private static final int WAITING = 256;
    private static final int CONNECTIONS = 512;

    private final Server server;
    private final ServerConnector connector;
    private final ServerOptions options;
    private final Views views;
    private final LiveHub hub;
    private final TableBoard tables;
    private final ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tutti-server-chores");
        thread.setDaemon(true);
        return thread;
    });

    private final Future<?> sweeping;

    private TuttiServer(ServerOptions options, Duration patience) throws IOException {
        this.options = options;
        ServedFolder folder = new ServedFolder(options.folder());
        this.views = new Views(folder);
        this.hub = new LiveHub(folder, views);
        this.tables = new TableBoard(folder);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("tutti-server");
        threads.setDaemon(true);
        this.server = new Server(threads);
        server.setErrorHandler(TuttiServer::unreadable);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(16 << 10);
        http.setOutputBufferSize(64 << 10);
        http.setUriCompliance(UriCompliance.RFC3986);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(options.host());
        connector.setPort(options.port());
        connector.setIdleTimeout(Duration.ofSeconds(30).toMillis());
        SlowPeers slow = new SlowPeers(patience);
        connector.addBean(slow);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        Routes routes = new Routes(folder, views, hub, tables);
        Counters counters = new Counters(views, hub);
        routes.counters(counters);
        server.setHandler(bounded(new Front(new Guard(options), routes, counters, slow, folder.root()), routes));
        this.sweeping = chores.scheduleWithFixedDelay(
                () -> {
                    slow.sweep();
                    views.sweep();
                    tables.sweep();
                },
                500,
                500,
                TimeUnit.MILLISECONDS);
    }

    /** Says in the words of all other answers what Jetty found wrong before anybody was asked. */
    private static boolean unreadable(Request request, Response response, Callback callback) {
        Object reason = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        byte[] body = Front.message("the request cannot be read: " + (reason == null ? response.getStatus() : reason));
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "application/json")
                .put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    /** So many requests at once, but for those that listen, whose number the hub bounds. */
    private static QoSHandler bounded(Front front, Routes routes) {
        QoSHandler bounded = new QoSHandler(front) {
            @Override
            protected boolean onConditionsNotMet(Request request, Response response, Callback callback)
                    throws Exception {
                return nextHandler(request, response, callback);
            }
        };
        bounded.setMaxRequestCount(AT_ONCE);
        bounded.setMaxSuspendedRequestCount(WAITING);
        bounded.setMaxSuspend(Duration.ofSeconds(20));
        bounded.exclude(request -> routes.streams(Request.getPathInContext(request)));
        return bounded;
    }

    /**
     * Starts to serve.
     *
     * @throws IOException if there is no such directory, or the port is taken
     */
    public static TuttiServer start(ServerOptions options) throws IOException {
        return start(options, Duration.ofSeconds(10));
    }

    /** Starts to serve, and gives those who ask so much time for it. */
    static TuttiServer start(ServerOptions options, Duration patience) throws IOException {
        TuttiServer made = new TuttiServer(options, patience);
        try {
            made.server.start();
            return made;
        } catch (Exception e) {
            made.close();
            if (e instanceof IOException io) {
                throw io;
            }
            throw new IOException("the server does not start: " + e.getMessage(), e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** The address of its first page, with the token if there is one. */
    public URI address() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        String token = options.token();
        return URI.create("http://" + host + ":" + port() + "/" + (token == null ? "" : "?token=" + token));
    }

    /** Waits until the server is closed. */
    public void join() throws InterruptedException {
        server.join();
    }

    /** Ends serving: answers that were begun are cut off. Closing twice does nothing. */
    @Override
    public void close() {
        sweeping.cancel(false);
        chores.shutdownNow();
        hub.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop: " + e.getMessage(), e);
        } finally {
            tables.close();
            views.close();
        }
    }
}

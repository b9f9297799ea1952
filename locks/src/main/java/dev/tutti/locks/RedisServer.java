package dev.tutti.locks;

import dev.tutti.errors.H5Exception;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.util.JedisURIHelper;

/** A Redis server: runs scripts there, over connections that are kept for the next call. Thread-safe; the idle connections are their own monitor. */
final class RedisServer {
    /** How long one who has never reached the server tries to. */
    private static final long FIRST_PATIENCE = TimeUnit.SECONDS.toNanos(2);

    /** Longest wait for an entry in a list, in milliseconds. */
    private static final int LONGEST_BLOCK = 1_000;

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);

    private final HostAndPort address;
    private final JedisClientConfig settings;
    private final String name;
    private final ArrayDeque<Jedis> idle = new ArrayDeque<>();
    private volatile boolean reached;
    private volatile boolean closed;

    /**
     * The server at an address; not connected yet.
     *
     * @param uri as {@code redis://user:password@host:port/database}, or {@code rediss:} for TLS
     * @param millis how long to wait for a connection and for an answer
     */
    RedisServer(URI uri, int millis) {
        boolean known = JedisURIHelper.isRedisScheme(uri) || JedisURIHelper.isRedisSSLScheme(uri);
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "not the address of a Redis server: a scheme redis or rediss and a host are needed, as in redis://host:6379/0");
        }
        int database = JedisURIHelper.getDBIndex(uri);
        address = new HostAndPort(uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort());
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .blockingSocketTimeoutMillis(LONGEST_BLOCK + millis)
                .user(JedisURIHelper.getUser(uri))
                .password(JedisURIHelper.getPassword(uri))
                .database(database)
                .protocol(RedisProtocol.RESP2);
        if (JedisURIHelper.isRedisSSLScheme(uri)) {
            builder.sslOptions(SslOptions.defaults());
        }
        settings = builder.build();
        name = uri.getScheme() + "://" + address + "/" + database;
    }

    /** The address without what is secret in it. */
    String name() {
        return name;
    }

    /**
     * Runs a script. Tries again, on new connections, while the server cannot be reached, as long as {@code patience} lasts.
     *
     * @throws H5Exception if it could not be reached in time, or refuses
     */
    Object call(LockScript script, List<String> keys, List<String> args, long patience) {
        long failed = 0;
        long pause = SHORTEST_PAUSE;
        while (true) {
            try {
                return once(script, keys, args);
            } catch (ServerAwayException e) {
                long now = System.nanoTime();
                failed = pause == SHORTEST_PAUSE ? now : failed; // To connect for the first time takes long by itself.
                long left = (reached ? patience : Math.min(patience, FIRST_PATIENCE)) - (now - failed);
                if (left <= 0 || closed) {
                    throw new H5Exception(
                            name + ": the Redis server that keeps the locks cannot be reached (" + e.getMessage()
                                    + "); is it running, and is the address right?",
                            e.getCause());
                }
                sleep(Math.min(left, pause));
                pause = Math.min(2 * pause, LONGEST_PAUSE);
            }
        }
    }

    /** Runs a script on one connection. */
    Object once(LockScript script, List<String> keys, List<String> args) throws ServerAwayException {
        Jedis connection = null;
        boolean sound = false;
        try {
            connection = borrow();
            Object answer = evaluate(connection, script, keys, args);
            reached = true;
            sound = true;
            return answer;
        } catch (JedisConnectionException e) {
            dropIdle(); // What was connected before is likely gone as well.
            throw new ServerAwayException(String.valueOf(e.getMessage()), e);
        } catch (JedisDataException e) {
            sound = true;
            String message = String.valueOf(e.getMessage());
            if (message.startsWith("LOADING") || message.startsWith("BUSY")) {
                throw new ServerAwayException(message, e);
            }
            throw new H5Exception(name + ": the Redis server refuses to keep a lock: " + message, e);
        } catch (JedisException e) {
            throw new H5Exception(name + ": " + e.getMessage(), e);
        } finally {
            giveBack(connection, sound);
        }
    }

    /** Waits for an entry in a list and takes it, or until the time is over or the server away. */
    void await(String list, long nanos) {
        Jedis connection = null;
        boolean sound = false;
        try {
            connection = borrow();
            connection.blpop(Math.min(nanos / 1e9, LONGEST_BLOCK / 1e3), list);
            sound = true;
        } catch (JedisConnectionException e) {
            dropIdle(); // The next question finds out more.
        } catch (JedisException e) {
            throw new H5Exception(name + ": " + e.getMessage(), e);
        } finally {
            giveBack(connection, sound);
        }
    }

    private static Object evaluate(Jedis connection, LockScript script, List<String> keys, List<String> args) {
        try {
            return connection.evalsha(script.digest(), keys, args);
        } catch (JedisNoScriptException e) {
            return connection.eval(script.text(), keys, args);
        }
    }

    private Jedis borrow() {
        synchronized (idle) {
            Jedis connection = idle.pollLast();
            if (connection != null) {
                return connection;
            }
        }
        Jedis connection = new Jedis(address, settings);
        connection.connect();
        return connection;
    }

    private void giveBack(@Nullable Jedis connection, boolean sound) {
        if (connection == null) {
            return;
        }
        synchronized (idle) {
            if (sound && !closed) {
                idle.addLast(connection);
                return;
            }
        }
        disconnect(connection);
    }

    private void dropIdle() {
        List<Jedis> dropped;
        synchronized (idle) {
            dropped = List.copyOf(idle);
            idle.clear();
        }
        dropped.forEach(RedisServer::disconnect);
    }

    private static void disconnect(Jedis connection) {
        try {
            connection.close();
        } catch (JedisException e) {
            // It was broken already; there is nothing that could be lost with it.
            System.getLogger(RedisServer.class.getName()).log(System.Logger.Level.TRACE, "closing a connection", e);
        }
    }

    private void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException cause = new InterruptedIOException("interrupted");
            cause.initCause(e);
            throw new H5Exception(name + ": interrupted while the Redis server could not be reached", cause);
        }
    }

    void close() {
        closed = true;
        dropIdle();
    }
}

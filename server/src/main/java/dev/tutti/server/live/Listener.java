package dev.tutti.server.live;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * A page that listens: it is told what came since it was told last. One that reads slowly is told less often and then more at a time, so that it costs the
 * server no memory. Thread-safe.
 */
final class Listener {
    private final Response response;
    private final Callback end;
    private final List<String> paths;
    private final long[] told;
    private final long[] steps;
    private boolean writing;
    private boolean over;
    private long lastStatus;

    Listener(Response response, Callback end, List<String> paths, long[] told, long[] steps) {
        this.response = response;
        this.end = end;
        this.paths = List.copyOf(paths);
        this.told = told;
        this.steps = steps;
    }

    List<String> paths() {
        return paths;
    }

    /** The row up to which a series was told. Only for the thread that tells. */
    long told(int series) {
        return told[series];
    }

    void told(int series, long row) {
        told[series] = row;
    }

    long step(int series) {
        return steps[series];
    }

    /** Whether the last words have arrived, so that more may be said. */
    synchronized boolean isReady() {
        return !writing && !over;
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Whether it is time for a report that goes out each second; marks that it goes out now. */
    boolean isStatusDue(long now) {
        if (now - lastStatus < 900_000_000L && lastStatus != 0) {
            return false;
        }
        lastStatus = now;
        return true;
    }

    /** Sends one event. */
    void send(String event, byte[] json) {
        byte[] head = ("event: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(head.length + json.length + 2);
        bytes.put(head).put(json).put((byte) '\n').put((byte) '\n').flip();
        synchronized (this) {
            if (over) {
                return;
            }
            writing = true;
        }
        response.write(false, bytes, Callback.from(this::written, this::broken));
    }

    private synchronized void written() {
        writing = false;
    }

    private void broken(Throwable failure) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        end.failed(failure);
    }

    /** Ends the answer. */
    void finish() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (writing) {
                end.failed(new java.io.EOFException("the server ends"));
                return;
            }
        }
        response.write(true, ByteBuffer.allocate(0), end);
    }
}

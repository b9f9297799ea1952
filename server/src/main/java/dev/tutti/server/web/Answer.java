package dev.tutti.server.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer: everything that is known before its first byte is sent, and what writes its bytes.
 *
 * @param status of HTTP
 * @param length bytes of the body
 * @param headers beside length and type
 */
public record Answer(int status, String type, long length, Body body, Map<String, String> headers) {
    /** Writes the body, once. */
    public interface Body extends AutoCloseable {
        void writeTo(OutputStream out) throws IOException;

        /** Gives back what the body holds, whether it was written or not. */
        @Override
        default void close() {}
    }

    /** Copies the map. */
    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer of(String type, byte[] bytes) {
        return new Answer(200, type, bytes.length, out -> out.write(bytes), Map.of());
    }

    public static Answer json(byte[] bytes) {
        return of("application/json", bytes);
    }

    public Answer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new Answer(status, type, length, body, more);
    }

    public Answer withStatus(int other) {
        return new Answer(other, type, length, body, headers);
    }

    /** The same answer, whose end also ends {@code resource}. */
    public Answer closing(Runnable resource) {
        Body inner = body;
        Body both = new Body() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                inner.writeTo(out);
            }

            @Override
            public void close() {
                try {
                    inner.close();
                } finally {
                    resource.run();
                }
            }
        };
        return new Answer(status, type, length, both, headers);
    }
}

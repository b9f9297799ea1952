package dev.tutti.storage.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How a file is read from a web server. Immutable; each method returns changed settings.
 *
 * @param blockBytes length of a block: what is asked for and kept at least
 * @param cacheBytes most bytes of blocks that are kept
 * @param blocksAhead how many blocks are asked for ahead of one who reads on from where he stopped
 * @param attempts how often a request is made before its failure counts: for lost connections, short answers and the statuses 429 and 5xx
 * @param timeout for a connection, and for each answer to begin and to end
 * @param headers sent with each request, such as {@code Authorization}
 */
public record HttpSettings(
        int blockBytes, long cacheBytes, int blocksAhead, int attempts, Duration timeout, Map<String, String> headers) {
    private static final int LEAST_BLOCK = 512;

    /** Checks the numbers and copies the map. */
    public HttpSettings {
        headers = Map.copyOf(headers);
        if (blockBytes < LEAST_BLOCK || cacheBytes < blockBytes || blocksAhead < 0 || attempts < 1) {
            throw new IllegalArgumentException("blocks of " + LEAST_BLOCK
                    + " bytes or more, a cache of a block or more, 0 or more blocks ahead and 1 or more attempts are expected, found "
                    + blockBytes + ", " + cacheBytes + ", " + blocksAhead + ", " + attempts);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out above zero is expected, found " + timeout);
        }
    }

    /** Blocks of 128 KiB, 64 MiB of them kept, up to 8 ahead, 4 attempts, 30 seconds. */
    public static HttpSettings standard() {
        return new HttpSettings(128 << 10, 64L << 20, 8, 4, Duration.ofSeconds(30), Map.of());
    }

    /** The same with blocks of this length. */
    public HttpSettings blockBytes(int bytes) {
        return new HttpSettings(bytes, cacheBytes, blocksAhead, attempts, timeout, headers);
    }

    /** The same with so many bytes kept at most. */
    public HttpSettings cacheBytes(long bytes) {
        return new HttpSettings(blockBytes, bytes, blocksAhead, attempts, timeout, headers);
    }

    /** The same with so many blocks ahead. */
    public HttpSettings blocksAhead(int blocks) {
        return new HttpSettings(blockBytes, cacheBytes, blocks, attempts, timeout, headers);
    }

    /** The same with so many attempts. */
    public HttpSettings attempts(int number) {
        return new HttpSettings(blockBytes, cacheBytes, blocksAhead, number, timeout, headers);
    }

    /** The same with this time-out. */
    public HttpSettings timeout(Duration longest) {
        return new HttpSettings(blockBytes, cacheBytes, blocksAhead, attempts, longest, headers);
    }

    /** The same with one more header. */
    public HttpSettings header(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new HttpSettings(blockBytes, cacheBytes, blocksAhead, attempts, timeout, more);
    }
}

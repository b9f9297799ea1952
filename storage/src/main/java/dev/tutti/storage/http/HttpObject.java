package dev.tutti.storage.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One object of a web server in one state: what it was like at the first request is expected of every later one, so that bytes of two states are never mixed. Asks by
 * {@code Range}; repeats what may go better the next time, a bounded number of times. Thread-safe.
 */
final class HttpObject {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (?<from>\\d+)-(?<to>\\d+)/(?<length>\\d+)");
    private static final int FIRST_BYTES = 16;
    private static final long FIRST_PAUSE_NANOS = 50_000_000;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int CHANGED = 412;
    private static final int EMPTY_RANGE = 416;
    private static final int TOO_MANY = 429;

    private final URI uri;
    private final HttpSettings settings;
    private final HttpClient client;
    private final long length;
    private final @Nullable String tag;
    private final @Nullable String modified;

    /** A failure that another attempt may not meet. */
    private static final class PassingException extends IOException {
        private static final long serialVersionUID = 1L;

        PassingException(String message) {
            super(message);
        }
    }

    private record Answer(byte[] bytes, long length, HttpHeaders headers) {}

    /**
     * Asks for the first bytes.
     *
     * @throws NoSuchFileException if the server knows no such object
     * @throws IOException if it cannot be read, or the server answers no range requests
     */
    HttpObject(URI uri, HttpSettings settings) throws IOException {
        this.uri = uri;
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        Answer first = repeatedly(0, FIRST_BYTES, null, null, -1);
        this.length = first.length;
        this.tag = first.headers.firstValue("ETag").orElse(null);
        this.modified = first.headers.firstValue("Last-Modified").orElse(null);
    }

    /** Its length in bytes. */
    long length() {
        return length;
    }

    /** Exactly these bytes, which must be there. */
    byte[] fetch(long position, int count) throws IOException {
        return repeatedly(position, count, tag, modified, length).bytes;
    }

    private Answer repeatedly(
            long position, int count, @Nullable String sameTag, @Nullable String sameModified, long sameLength)
            throws IOException {
        long pause = FIRST_PAUSE_NANOS;
        for (int attempt = 1; ; attempt++) {
            String failure;
            try {
                Answer answer = once(position, count, sameTag);
                same("length", sameLength < 0 ? null : String.valueOf(sameLength), String.valueOf(answer.length));
                same("ETag", sameTag, answer.headers.firstValue("ETag").orElse(null));
                same(
                        "Last-Modified",
                        sameModified,
                        answer.headers.firstValue("Last-Modified").orElse(null));
                return answer;
            } catch (PassingException e) {
                failure = String.valueOf(e.getMessage());
            }
            if (attempt >= settings.attempts()) {
                throw new IOException(
                        uri + ": " + failure + ", also at attempt " + attempt + "; the server is not well, try later");
            }
            LockSupport.parkNanos(pause + ThreadLocalRandom.current().nextLong(pause));
            pause *= 2;
        }
    }

    private void same(String what, @Nullable String before, @Nullable String now) throws IOException {
        if (before != null && !before.equals(now)) {
            throw changed(what + " " + before + " is now " + now);
        }
    }

    private IOException changed(String how) {
        return new IOException(uri + ": the object was changed while it was read (" + how + "); open it again");
    }

    private Answer once(long position, int count, @Nullable String sameTag) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(settings.timeout())
                .header("Range", "bytes=" + position + "-" + (position + count - 1))
                .header("Accept-Encoding", "identity");
        if (sameTag != null && !sameTag.startsWith("W/")) {
            request.header("If-Match", sameTag);
        }
        settings.headers().forEach(request::setHeader);
        HttpResponse<InputStream> response;
        try {
            response = client.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(uri + ": interrupted while it was read");
        } catch (IOException e) {
            throw new PassingException("the connection failed (" + e + ")");
        }
        try (InputStream body = response.body()) {
            return answer(response, body, position, count);
        }
    }

    private Answer answer(HttpResponse<InputStream> response, InputStream body, long position, int count)
            throws IOException {
        int status = response.statusCode();
        if (status != PARTIAL) {
            throw refused(status);
        }
        Optional<String> header = response.headers().firstValue("Content-Range");
        Matcher range = CONTENT_RANGE.matcher(header.orElse(""));
        if (!range.matches()) {
            throw new IOException(uri + ": an answer with 'Content-Range: bytes FROM-TO/LENGTH' is expected, found '"
                    + header.orElse("") + "'");
        }
        long length;
        try {
            length = Long.parseLong(range.group("length"));
        } catch (NumberFormatException e) {
            throw new IOException(uri + ": a length below 2^63 is expected, found " + range.group("length"));
        }
        int expected = (int) Math.min(count, Math.max(0, length - position));
        if (!range.group("from").equals(String.valueOf(position))) {
            throw new IOException(
                    uri + ": bytes from " + position + " were asked for, found 'Content-Range: " + header.get() + "'");
        }
        byte[] bytes;
        try {
            bytes = body.readNBytes(expected);
        } catch (IOException e) {
            throw new PassingException("the connection failed (" + e + ")");
        }
        if (bytes.length < expected) {
            throw new PassingException("an answer of " + expected + " bytes was cut off after " + bytes.length);
        }
        return new Answer(bytes, length, response.headers());
    }

    private IOException refused(int status) {
        if (status == OK) {
            return new IOException(
                    uri
                            + ": the server answers no range requests (status 200 for a part); download the file, or open its bytes from memory");
        }
        if (status == CHANGED) {
            return changed("status 412");
        }
        if (status == NOT_FOUND || status == GONE) {
            return new NoSuchFileException(uri.toString(), null, "status " + status);
        }
        if (status == EMPTY_RANGE) {
            return new IOException(uri + ": the object is empty, or shorter than it was (status 416)");
        }
        if (status == TOO_MANY || status >= 500) {
            return new PassingException("the server answers with status " + status);
        }
        return new IOException(uri + ": the server refuses to read it: status " + status
                + (status == 401 || status == 403 ? "; a header such as Authorization may be missing" : ""));
    }
}

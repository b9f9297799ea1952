package dev.tutti.server;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TimeoutException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.server.text.Json;
import dev.tutti.server.web.Answer;
import dev.tutti.server.web.Query;
import dev.tutti.server.web.Refusal;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** The door: lets in, asks the right one, and turns what comes back, be it an answer or a failure, into HTTP. */
final class Front extends Handler.Abstract {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
                    + "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private static final int LEAST_TO_COMPRESS = 1400;
    private static final int MOST_TO_COMPRESS = 8 << 20;

    private final Guard guard;
    private final Routes routes;
    private final Counters counters;
    private final SlowPeers slow;
    private final String root;

    /** @param root the directory that is served */
    Front(Guard guard, Routes routes, Counters counters, SlowPeers slow, Path root) {
        this.guard = guard;
        this.routes = routes;
        this.counters = counters;
        this.slow = slow;
        this.root = root + "/";
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        long began = System.nanoTime();
        String path = Request.getPathInContext(request);
        response.getHeaders()
                .put("Content-Security-Policy", POLICY)
                .put("X-Content-Type-Options", "nosniff")
                .put("Referrer-Policy", "no-referrer")
                .put("Cross-Origin-Resource-Policy", "same-origin")
                .put("Cross-Origin-Opener-Policy", "same-origin")
                .put(HttpHeader.CACHE_CONTROL, "no-cache");
        int status = 500;
        try {
            guard.check(request);
            Query query = query(request);
            boolean known = guard.knows(query.text("token"));
            if (known && Routes.isPage(path)) {
                status = welcome(response, path, query);
            } else if (!known && !guard.admits(request)) {
                response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
                throw new Refusal(401, "a token is needed: open the address that the server printed when it started");
            } else if (routes.streams(path) && isHead(request)) {
                status = routes.announce(query, response);
            } else if (routes.streams(path)) {
                counters.asked(path, 200, System.nanoTime() - began);
                slow.listens(request.getConnectionMetaData().getConnection());
                routes.stream(query, response, callback);
                return true;
            } else {
                status = send(request, response, routes.answer(request, path, query));
            }
            counters.asked(path, status, System.nanoTime() - began);
            callback.succeeded();
        } catch (Throwable failure) {
            status = fail(response, callback, failure);
            counters.asked(path, status, System.nanoTime() - began);
        }
        return true;
    }

    private static Query query(Request request) {
        try {
            Map<String, List<String>> values = new LinkedHashMap<>();
            for (Fields.Field field : Request.extractQueryParameters(request)) {
                values.put(field.getName(), new ArrayList<>(field.getValues()));
            }
            return new Query(values);
        } catch (RuntimeException e) {
            throw new Refusal(400, "the query cannot be read: " + e.getMessage());
        }
    }

    /** Keeps the token in a cookie and takes it, and nothing else, out of the address. */
    private static int welcome(Response response, String path, Query query) {
        String rest = query.without("token");
        response.getHeaders()
                .put("Set-Cookie", Guard.COOKIE + "=" + query.required("token") + "; Path=/; HttpOnly; SameSite=Strict")
                .put(HttpHeader.LOCATION, "/" + path.replaceAll("^/+", "") + (rest.isEmpty() ? "" : "?" + rest))
                .put(HttpHeader.CONTENT_LENGTH, 0);
        response.setStatus(303);
        return 303;
    }

    private static int send(Request request, Response response, Answer answer) throws IOException {
        try (Answer.Body whole = answer.body()) {
            HttpField tag = request.getHeaders().getField(HttpHeader.IF_NONE_MATCH);
            String own = answer.headers().get("ETag");
            boolean known = answer.status() == 304
                    || (own != null && tag != null && tag.getValue().contains(own));
            answer.headers().forEach(response.getHeaders()::put);
            if (known) {
                response.setStatus(304);
                return 304;
            }
            response.setStatus(answer.status());
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
            if (isToCompress(request, answer)) {
                ByteArrayOutputStream small = new ByteArrayOutputStream();
                try (GZIPOutputStream zip = new GZIPOutputStream(small, 1 << 16)) {
                    whole.writeTo(zip);
                }
                response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip").put(HttpHeader.VARY, "Accept-Encoding");
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, small.size());
                write(request, response, small::writeTo);
            } else {
                response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length());
                write(request, response, whole::writeTo);
            }
            return answer.status();
        }
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static void write(Request request, Response response, Writing writing) throws IOException {
        if (isHead(request)) {
            return;
        }
        OutputStream sink = Content.Sink.asOutputStream(response);
        BufferedOutputStream out = new BufferedOutputStream(sink, 1 << 16);
        writing.to(out);
        out.flush();
        sink.close();
    }

    private static boolean isHead(Request request) {
        return request.getMethod().equals("HEAD");
    }

    private static boolean isToCompress(Request request, Answer answer) {
        HttpField accepted = request.getHeaders().getField(HttpHeader.ACCEPT_ENCODING);
        boolean text = answer.type().startsWith("text/")
                || answer.type().contains("json")
                || answer.type().contains("svg");
        return text
                && accepted != null
                && accepted.getValue().contains("gzip")
                && answer.length() >= LEAST_TO_COMPRESS
                && answer.length() <= MOST_TO_COMPRESS;
    }

    private int fail(Response response, Callback callback, Throwable failure) {
        if (response.isCommitted()) {
            callback.failed(failure); // an answer that was begun is cut off, so that nobody takes it for a whole one
            return 500;
        }
        int status = status(failure);
        String message = failure.getMessage() == null || (status == 500 && !(failure instanceof H5Exception))
                ? "the server failed: " + failure.getClass().getSimpleName()
                : failure.getMessage().replace(root, ""); // where the directory lies is nobody's affair
        byte[] body = message(message);
        response.setStatus(status);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "application/json")
                .put(HttpHeader.CONTENT_LENGTH, body.length);
        if (status == 503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
        }
        if (status == 405) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
        }
        response.write(true, java.nio.ByteBuffer.wrap(body), callback);
        return status;
    }

    /** What is wrong, as h5grove and the explorer have it. */
    static byte[] message(String words) {
        return Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("message", words);
            json.writeEndObject();
        });
    }

    private static int status(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal.status();
        }
        if (failure instanceof H5NotFoundException) {
            return 404;
        }
        if (failure instanceof H5BusyException || failure instanceof H5TimeoutException) {
            return 503;
        }
        if (failure instanceof H5CorruptException
                || failure instanceof H5TypeException
                || failure instanceof H5UnsupportedException) {
            return 422;
        }
        return failure instanceof OutOfMemoryError ? 413 : 500;
    }
}

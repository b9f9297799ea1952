package dev.tutti.server;

import dev.tutti.server.web.Refusal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Who may ask, and from where. Stateless and thread-safe. */
final class Guard {
    /** Name of the cookie that keeps a token. */
    static final String COOKIE = "tutti-token";

    private static final String BEARER = "Bearer ";

    private final byte @Nullable [] token;
    private final Set<String> names = new HashSet<>(List.of("localhost", "127.0.0.1", "[::1]", "::1"));

    Guard(ServerOptions options) {
        String secret = options.token();
        this.token = secret == null ? null : digest(secret);
        names.add(options.host().toLowerCase(Locale.ROOT));
        if (secret != null) {
            try {
                InetAddress local = InetAddress.getLocalHost();
                names.add(local.getHostName().toLowerCase(Locale.ROOT));
                names.add(local.getCanonicalHostName().toLowerCase(Locale.ROOT));
            } catch (UnknownHostException e) {
                names.add("localhost"); // the machine has no name: it is asked by its address
            }
        }
    }

    /** @throws Refusal if this request is not to be answered at all */
    void check(Request request) {
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw new Refusal(405, "only GET and HEAD are answered: nothing can be changed here");
        }
        String host = Request.getServerName(request);
        if (host == null || !isOwnName(host.toLowerCase(Locale.ROOT))) {
            throw new Refusal(421, "this server does not answer under the name '" + host + "'");
        }
        HttpFields headers = request.getHeaders();
        String site = headers.get("Sec-Fetch-Site");
        String mode = headers.get("Sec-Fetch-Mode");
        if (site != null && site.equals("cross-site") && !"navigate".equals(mode)) {
            throw new Refusal(403, "pages of other sites are not answered");
        }
    }

    private boolean isOwnName(String host) {
        // Who comes by a bare address was not led here by a name that somebody else controls.
        return names.contains(host) || (token != null && (host.matches("[0-9.]+") || host.startsWith("[")));
    }

    /** Whether somebody who asks with this word in the address knows the token. */
    boolean knows(@Nullable String word) {
        return word != null && token != null && MessageDigest.isEqual(token, digest(word));
    }

    /** Whether a request may be answered. */
    boolean admits(Request request) {
        if (token == null) {
            return true;
        }
        String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (header != null
                && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && knows(header.substring(BEARER.length()))) {
            return true;
        }
        for (HttpCookie cookie : Request.getCookies(request)) {
            if (cookie.getName().equals(COOKIE) && knows(cookie.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static byte[] digest(String word) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(word.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.tutti.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is served, and to whom. Immutable; each method returns changed options.
 *
 * @param folder the directory
 * @param host address to listen on
 * @param port to listen on; 0 for one that is free
 * @param token what everybody has to know who asks; null for nothing
 */
public record ServerOptions(Path folder, String host, int port, @Nullable String token) {
    private static final int TOKEN_LENGTH = 8;

    /**
     * Checks that nobody serves the world by mistake.
     *
     * @throws IllegalArgumentException if the address is not this machine's own and there is no token, or a token is short
     */
    public ServerOptions {
        if (token != null && (token.length() < TOKEN_LENGTH || !token.matches("[A-Za-z0-9._~-]+"))) {
            throw new IllegalArgumentException(
                    "a token of " + TOKEN_LENGTH + " or more letters, digits, dots and dashes is expected");
        }
        if (token == null && !isLoopback(host)) {
            throw new IllegalArgumentException("listening on " + host + " lets other machines in: that needs a token");
        }
    }

    /** This machine alone may ask, at a free port. */
    public static ServerOptions of(Path folder) {
        return new ServerOptions(folder, "127.0.0.1", 0, null);
    }

    public ServerOptions port(int number) {
        return new ServerOptions(folder, host, number, token);
    }

    /** Listens on this address and lets in who knows the token. */
    public ServerOptions to(String address, String secret) {
        return new ServerOptions(folder, address, port, secret);
    }

    /** Lets in only who knows the token. */
    public ServerOptions secret(String secret) {
        return new ServerOptions(folder, host, port, secret);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no such address: " + host, e);
        }
    }
}

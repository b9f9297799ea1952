package dev.tutti.locks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The scripts that a Redis server runs for a lock, each as one step that nobody can come between. What they do is said in them. */
enum LockScript {
    ACQUIRE,
    RENEW,
    RELEASE,
    LIST;

    private final String text;
    private final String digest;

    LockScript() {
        text = resource("common.lua") + resource(name().toLowerCase(Locale.ROOT) + ".lua");
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            digest = HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = LockScript.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return text;
    }

    /** The name by which the server knows a script that it has seen. */
    String digest() {
        return digest;
    }
}

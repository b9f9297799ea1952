package dev.tutti.locks;

import java.io.Serial;

/** The server did not answer; whether it has done what was asked is not known. */
final class ServerAwayException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ServerAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.tutti.server.web;

import java.io.Serial;

/** A question that gets no answer: a status of HTTP, and what to say. */
public final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    public Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    public static Refusal notFound(String message) {
        return new Refusal(404, message);
    }

    /** The question is no question: a parameter has no meaning. */
    public static Refusal meaningless(String message) {
        return new Refusal(422, message);
    }

    public static Refusal tooLarge(String message) {
        return new Refusal(413, message);
    }

    public int status() {
        return status;
    }
}

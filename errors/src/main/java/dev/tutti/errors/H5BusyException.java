package dev.tutti.errors;

import java.io.Serial;

/** Somebody else holds the file in a way that rules this access out. The file is unchanged; the holder is named as far as it is known. */
public final class H5BusyException extends H5Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String holder;

    /**
     * Names the file and who holds it.
     *
     * @param message one line with file, holder and what to do
     * @param holder who holds the file: program, pid, host, since; "unknown" where the system does not tell
     */
    public H5BusyException(String message, String holder) {
        super(message);
        this.holder = holder;
    }

    /** Who holds the file: program, pid, host, since; "unknown" where the system does not tell. */
    public String holder() {
        return holder;
    }
}

package dev.tutti.engine.wal;

import java.io.IOException;
import java.io.Serial;

/** Another commit changed what a transaction had read. Nothing of the transaction was committed. */
public final class ConflictException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final long position;
    private final long lsn;

    ConflictException(long position, long lsn) {
        super("commit " + lsn + " changed what the transaction had read, at position " + position);
        this.position = position;
        this.lsn = lsn;
    }

    /** First byte that was changed. */
    public long position() {
        return position;
    }

    /** Commit point of the transaction that came first. */
    public long lsn() {
        return lsn;
    }
}

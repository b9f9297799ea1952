package dev.tutti.engine.wal;

import dev.tutti.format.log.LogRecord;
import java.io.IOException;

/** Receives the records of the log one after the other. */
@FunctionalInterface
public interface RecordVisitor {
    /** The next record. */
    void visit(LogRecord record) throws IOException;
}

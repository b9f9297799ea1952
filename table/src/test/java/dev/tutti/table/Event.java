package dev.tutti.table;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of many tests. */
record Event(long id, @Nullable Instant time, @Nullable String source, double value) {
    static Event of(long id) {
        return new Event(id, Instant.ofEpochSecond(1_700_000_000L + 3600 * id), "s" + id % 7, id / 4.0);
    }
}

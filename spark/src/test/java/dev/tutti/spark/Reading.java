package dev.tutti.spark;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A row whose columns all follow from its number, for whoever writes it to be understood by whoever reads it. */
record Reading(long id, Instant time, LocalDate day, String source, @Nullable Double value) {
    private static final long START = 1_767_225_600L; // 2026-01-01 in Greenwich

    static Reading of(long id) {
        Instant time = Instant.ofEpochSecond(START + 3600 * id);
        return new Reading(
                id, time, LocalDate.ofEpochDay(START / 86_400 + id / 24), "s" + id % 3, id % 5 == 0 ? null : id / 4.0);
    }

    /** The same rows in Spark's words, with the numbers from {@code from} to before {@code to}. */
    static String inSql(long from, long to) {
        return "select id, timestamp_seconds(" + START + " + 3600 * id) as time,"
                + " date_add(date '2026-01-01', cast(id div 24 as int)) as day, concat('s', id % 3) as source,"
                + " if(id % 5 = 0, null, id / 4.0d) as value from range(" + from + ", " + to + ", 1, 1)";
    }
}

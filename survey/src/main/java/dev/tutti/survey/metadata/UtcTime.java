package dev.tutti.survey.metadata;

import dev.tutti.errors.H5TypeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Points in time as the standard writes them: {@code 2026-11-21T09:29:50.888110+00:00}, with six or nine digits of a second, or none. */
public final class UtcTime {
    /** What stands where nothing is known: the standard's default. */
    public static final Instant UNKNOWN = Instant.parse("1980-01-01T00:00:00Z");

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private UtcTime() {}

    /** The text of a point in time; no digit of its nanoseconds is lost. */
    public static String text(Instant time) {
        int nanos = time.get(ChronoField.NANO_OF_SECOND);
        String fraction = "";
        if (nanos != 0) {
            fraction = nanos % 1000 == 0
                    ? String.format(Locale.ROOT, ".%06d", nanos / 1000)
                    : String.format(Locale.ROOT, ".%09d", nanos);
        }
        return SECONDS.format(time) + fraction + "+00:00";
    }

    /**
     * Reads what the standard and its predecessors write: with an offset, {@code Z} or none (UTC then), with a T or a blank, or a date alone.
     *
     * @throws H5TypeException if it is no point in time
     */
    public static Instant parse(String text) {
        String plain = text.strip().replace(' ', 'T');
        try {
            if (plain.length() <= 10) {
                return LocalDate.parse(plain).atStartOfDay().toInstant(ZoneOffset.UTC);
            }
            boolean offset = plain.endsWith("Z") || plain.lastIndexOf('+') > 10 || plain.lastIndexOf('-') > 10;
            return offset
                    ? OffsetDateTime.parse(plain).toInstant()
                    : LocalDateTime.parse(plain).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new H5TypeException(
                    "a time such as 2026-11-21T09:29:50.888110+00:00 is expected, found \"" + text + "\"");
        }
    }
}

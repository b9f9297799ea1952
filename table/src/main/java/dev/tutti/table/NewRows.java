package dev.tutti.table;

import dev.tutti.errors.H5TypeException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Appends what a table does not have of a source yet. How far it got is a property of the table, committed with the rows. */
final class NewRows {
    private static final String PROGRESS = "tutti.source.";
    private static final int TRIES = 20;

    private NewRows() {}

    /**
     * Appends the rows from where the table has got to, to where the source ends.
     *
     * @param size how many rows there are
     * @param from the rows from a number on, of which the first are taken that make up the size
     */
    static ArrayRows.Progress append(Table table, String source, LongSupplier size, LongFunction<Stream<?>> from) {
        for (int attempt = 1; ; attempt++) {
            try (TableTransaction transaction = table.begin()) {
                long reached = reached(transaction, source);
                long end = size.getAsLong();
                if (end < reached) {
                    throw new H5TypeException(source + " has " + end + " rows, and table " + table.name() + " has had "
                            + reached + " of it: it is another source; give it another name");
                }
                if (end == reached) {
                    return new ArrayRows.Progress(0, reached);
                }
                try (Stream<?> rows = from.apply(reached)) {
                    transaction
                            .commitId("rows of " + digest(source) + " from " + reached)
                            .append(rows.limit(end - reached))
                            .property(PROGRESS + source, Long.toString(end));
                }
                transaction.commit();
                return new ArrayRows.Progress(end - reached, end);
            } catch (TableConflictException e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** How many rows of a source are in the table. */
    static long reached(TableTransaction transaction, String source) {
        return transaction.property(PROGRESS + source).map(Long::parseLong).orElse(0L);
    }

    private static String digest(String source) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(source.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

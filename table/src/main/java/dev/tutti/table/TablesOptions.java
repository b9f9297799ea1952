package dev.tutti.table;

import dev.tutti.hdf5.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How tables are opened and written. Immutable; each method returns changed options. */
public final class TablesOptions {
    private final Durability durability;
    private final Duration commitTimeout;
    private final int threads;
    private final Maintenance maintenance;
    private final Map<String, String> properties;
    private final List<CommitListener> listeners;
    private final boolean readOnly;

    private TablesOptions(
            Durability durability,
            Duration commitTimeout,
            int threads,
            Maintenance maintenance,
            Map<String, String> properties,
            List<CommitListener> listeners,
            boolean readOnly) {
        this.durability = durability;
        this.commitTimeout = commitTimeout;
        this.threads = threads;
        this.maintenance = maintenance;
        this.properties = Map.copyOf(properties);
        this.listeners = List.copyOf(listeners);
        this.readOnly = readOnly;
    }

    /** Consistent after a power cut; a minute for each commit; all cores; {@linkplain Maintenance#standard() maintained}. */
    public static TablesOptions standard() {
        return new TablesOptions(
                Durability.CONSISTENT,
                Duration.ofMinutes(1),
                Runtime.getRuntime().availableProcessors(),
                Maintenance.standard(),
                Map.of(),
                List.of(),
                false);
    }

    /**
     * What a commit survives; {@link Durability#CONSISTENT} by default. It speaks of tables on the local file system; object stores and catalog
     * servers have their own rules.
     */
    public TablesOptions durability(Durability level) {
        return new TablesOptions(level, commitTimeout, threads, maintenance, properties, listeners, readOnly);
    }

    /** How long a commit tries to get past others before it gives up with a {@link TableConflictException}; a minute by default. */
    public TablesOptions commitTimeout(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("a commit needs time, not " + longest);
        }
        return new TablesOptions(durability, longest, threads, maintenance, properties, listeners, readOnly);
    }

    /** How many threads one scan or one bulk append uses at most; as many as there are cores by default. */
    public TablesOptions threads(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + number);
        }
        return new TablesOptions(durability, commitTimeout, number, maintenance, properties, listeners, readOnly);
    }

    /** What tables do for themselves while they are written to. */
    public TablesOptions maintenance(Maintenance policy) {
        return new TablesOptions(durability, commitTimeout, threads, policy, properties, listeners, readOnly);
    }

    /** A property for Iceberg's catalog and its file access, such as {@code warehouse}, {@code credential}, {@code io-impl} or {@code s3.endpoint}. */
    public TablesOptions property(String name, String value) {
        Map<String, String> more = new HashMap<>(properties);
        more.put(name, value);
        return new TablesOptions(durability, commitTimeout, threads, maintenance, more, listeners, readOnly);
    }

    /** Somebody who hears of each commit of this process. */
    public TablesOptions listener(CommitListener listener) {
        List<CommitListener> more = new ArrayList<>(listeners);
        more.add(listener);
        return new TablesOptions(durability, commitTimeout, threads, maintenance, properties, more, readOnly);
    }

    /**
     * Only to look: no table can be made, changed or maintained, and of a folder's tables only files inside of that folder are read, whatever its catalog names, so
     * that a folder of unknown origin can be looked at.
     */
    public TablesOptions readOnly() {
        return new TablesOptions(durability, commitTimeout, threads, Maintenance.byHand(), properties, listeners, true);
    }

    boolean isReadOnly() {
        return readOnly;
    }

    Durability durability() {
        return durability;
    }

    Duration commitTimeout() {
        return commitTimeout;
    }

    int threads() {
        return threads;
    }

    Maintenance maintenance() {
        return maintenance;
    }

    Map<String, String> properties() {
        return properties;
    }

    List<CommitListener> listeners() {
        return listeners;
    }
}

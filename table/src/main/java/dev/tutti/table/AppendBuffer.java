package dev.tutti.table;

import dev.tutti.errors.H5ClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects single rows and appends them together, when there are enough or the first of them has waited long enough. A row is in the table when {@link #flush}
 * has returned or it is read there; what stands in the buffer when the process is killed is lost. For any number of threads.
 *
 * <p>If an append fails, its rows stay in the buffer, the next call throws the error, and they are tried again with the next rows.
 */
public final class AppendBuffer implements AutoCloseable {
    private final Table table;
    private final int most;
    private final Duration age;
    private final Thread timer;
    /** One append at a time, in the order of the rows. */
    private final Object flushing = new Object();
    /** Guarded by this, as what follows. */
    private List<Object> rows = new ArrayList<>();

    private long first;
    private @Nullable RuntimeException failure;
    private boolean closed;

    AppendBuffer(Table table, int most, Duration age) {
        if (most < 1 || age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("a buffer of " + most + " rows and " + age + "; both are above zero");
        }
        this.table = table;
        this.most = most;
        this.age = age;
        timer = new Thread(this::watch, "tutti-table-buffer");
        timer.setDaemon(true);
        timer.start();
    }

    /**
     * Adds a row; if the buffer is full with it, appends all.
     *
     * @throws dev.tutti.errors.H5TypeException if the row does not fit the columns; it is not taken
     */
    public void add(Object row) {
        Object checked = table.checked(row);
        boolean full;
        synchronized (this) {
            check();
            if (rows.isEmpty()) {
                first = System.nanoTime();
                notifyAll();
            }
            rows.add(checked);
            full = rows.size() >= most;
        }
        if (full) {
            flush();
        }
    }

    private void check() {
        if (closed) {
            throw new H5ClosedException("table " + table.name() + ": the buffer is closed");
        }
        RuntimeException error = failure;
        failure = null;
        if (error != null) {
            throw error;
        }
    }

    /** Appends what is in the buffer; when it returns, all rows that were added before are in the table. */
    public void flush() {
        synchronized (flushing) {
            List<Object> taken;
            synchronized (this) {
                taken = rows;
                rows = new ArrayList<>();
            }
            if (taken.isEmpty()) {
                return;
            }
            try {
                table.append(taken);
            } catch (TableCommitUnknownException e) {
                throw e; // They may be in the table: to try again might bring them in twice.
            } catch (RuntimeException e) {
                synchronized (this) {
                    taken.addAll(rows);
                    rows = taken;
                    first = System.nanoTime();
                }
                throw e;
            }
        }
    }

    /** How many rows wait. */
    public synchronized int size() {
        return rows.size();
    }

    private void watch() {
        while (true) {
            synchronized (this) {
                try {
                    long left = age.toNanos() - (System.nanoTime() - first);
                    if (closed) {
                        return;
                    }
                    if (rows.isEmpty()) {
                        wait();
                        continue;
                    }
                    if (left > 0) {
                        wait(left / 1_000_000 + 1);
                        continue;
                    }
                } catch (InterruptedException e) {
                    return;
                }
            }
            try {
                flush();
            } catch (RuntimeException e) {
                synchronized (this) {
                    failure = e;
                }
            }
        }
    }

    /** Appends what is in the buffer, and takes nothing more. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            notifyAll();
        }
        flush();
        synchronized (this) {
            if (failure != null) {
                throw failure;
            }
        }
    }
}

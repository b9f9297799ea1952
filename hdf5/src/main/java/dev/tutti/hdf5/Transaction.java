package dev.tutti.hdf5;

import dev.tutti.engine.shared.SharedTransaction;
import dev.tutti.engine.wal.ConflictException;
import dev.tutti.errors.H5ConflictException;
import dev.tutti.errors.H5Exception;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Changes that become visible together, to everybody, or not at all. A transaction sees the file as it was when it began, and its own changes. It takes
 * no lock: at its commit it is checked whether somebody else has changed what it read. For one thread at a time.
 */
public final class Transaction implements AutoCloseable {
    private final @Nullable SharedTransaction transaction;
    private final Durability durability;
    private final H5File inside;

    Transaction(@Nullable SharedTransaction transaction, Durability durability, H5File inside) {
        this.transaction = transaction;
        this.durability = durability;
        this.inside = inside;
    }

    /** The transaction that the thread is in: who began it commits it. */
    static Transaction joined(H5File file) {
        return new Transaction(null, Durability.CONSISTENT, file);
    }

    /** The file as this transaction sees it: what is read and changed through it is read and changed by the transaction. */
    public H5File file() {
        return inside;
    }

    /** The root group. */
    public Group root() {
        return inside.root();
    }

    /** The object at a path from the root. */
    public Node get(String path) {
        return inside.get(path);
    }

    /** The dataset at a path from the root. */
    public Dataset dataset(String path) {
        return inside.dataset(path);
    }

    /** The group at a path from the root. */
    public Group group(String path) {
        return inside.group(path);
    }

    /** Whether a path from the root leads to an object. */
    public boolean contains(String path) {
        return inside.contains(path);
    }

    /** Attributes of the root group. */
    public Attributes attrs() {
        return inside.attrs();
    }

    /** Begins a new dataset; groups on the way are made. */
    public DatasetBuilder create(String path) {
        return inside.create(path);
    }

    /** The group at a path, made with all groups on the way that are missing. */
    public Group createGroup(String path) {
        return inside.createGroup(path);
    }

    /** Makes a dataset of a value and writes it. */
    public Dataset put(String path, Object value) {
        return inside.put(path, value);
    }

    /** Removes the link at a path. */
    public void delete(String path) {
        inside.delete(path);
    }

    /** Gives the object at {@code from} the path {@code to}. */
    public void move(String from, String to) {
        inside.move(from, to);
    }

    /** Copies the object at {@code from}, with all that is in it, to {@code to}. */
    public void copy(String from, String to, Copy... options) {
        inside.copy(from, to, options);
    }

    /**
     * Commits, and ends the transaction.
     *
     * @throws H5ConflictException if somebody changed what it had read; nothing was committed
     */
    public void commit() {
        commit(durability);
    }

    /**
     * Commits, and ends the transaction.
     *
     * @param level what the commit survives
     * @throws H5ConflictException if somebody changed what it had read; nothing was committed
     */
    public void commit(Durability level) {
        if (transaction == null) {
            throw new IllegalStateException("update commits when its body has returned");
        }
        try {
            transaction.commit(level.level());
        } catch (ConflictException e) {
            throw new H5ConflictException(inside.path() + ": " + e.getMessage() + "; begin the transaction again", e);
        } catch (IOException e) {
            throw new H5Exception(inside.path() + ": the commit failed: " + e.getMessage(), e);
        }
    }

    /** Gives up what was not committed. */
    @Override
    public void close() {
        if (transaction != null) {
            transaction.close();
        }
    }
}

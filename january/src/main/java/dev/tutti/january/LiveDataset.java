package dev.tutti.january;

import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Follower;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.january.dataset.IDataListener;
import org.eclipse.january.dataset.LazyDynamicDataset;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of a live HDF5 file as January's dynamic dataset: {@link #refreshShape()} looks for what was published since, and while there are listeners the shape follows by itself and they are told. A
 * slice is read from the newest version that was found. Slices and views are January's own and as thread-safe as these; listeners are called by a thread of the follower's.
 */
public final class LiveDataset extends LazyDynamicDataset implements AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient Follower follower;
    private final transient Set<IDataListener> listeners = new HashSet<>();
    private transient @Nullable AutoCloseable subscription;

    LiveDataset(Follower follower, String path, Dataset now, Loader loader, ValueKind kind) {
        super(
                loader,
                Loader.name(path),
                kind.elements(),
                kind.dataset(),
                Loader.narrow(now, now.shape()),
                Loader.limit(now.maxShape()),
                Loader.chunk(now));
        this.follower = follower;
    }

    /** Tells {@code listener} of each new shape until it is removed, or this or the follower closed. */
    @Override
    public void addDataListener(IDataListener listener) {
        super.addDataListener(listener);
        synchronized (listeners) {
            listeners.add(listener);
            if (subscription == null) {
                subscription = follower.onVersion(view -> refreshShape());
            }
        }
    }

    @Override
    public void removeDataListener(IDataListener listener) {
        super.removeDataListener(listener);
        synchronized (listeners) {
            listeners.remove(listener);
            if (listeners.isEmpty()) {
                unsubscribe();
            }
        }
    }

    /**
     * Looks for what was published since.
     *
     * @return whether the shape has changed; listeners were told then
     * @throws H5Exception if the file or the dataset is gone; the shape stays as it was
     */
    @Override
    public synchronized boolean refreshShape() {
        return super.refreshShape();
    }

    /** Listeners are called no more. The follower stays open. Closing twice does nothing. */
    @Override
    public void close() {
        synchronized (listeners) {
            listeners.clear();
            unsubscribe();
        }
    }

    private void unsubscribe() {
        AutoCloseable open = subscription;
        subscription = null;
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("a subscription could not be ended", e);
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a dataset of an open file cannot be sent; read what is wanted first");
    }
}

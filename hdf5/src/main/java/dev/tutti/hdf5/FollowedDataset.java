package dev.tutti.hdf5;

import dev.tutti.errors.H5TypeException;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A dataset of a followed file: grows while it is watched. Thread-safe. */
public final class FollowedDataset {
    private final Follower follower;
    private final String path;

    FollowedDataset(Follower follower, String path) {
        this.follower = follower;
        this.path = path;
    }

    /** The dataset at the newest version that was found. */
    public Dataset now() {
        return follower.view().dataset(path);
    }

    /** Rows along the first dimension at the newest version that was found. */
    public long length() {
        long[] shape = now().shape();
        return shape.length == 0 ? 1 : shape[0];
    }

    /** Waits until there are at least {@code length} rows; false if the time is over first. */
    public boolean await(long length, Duration timeout) {
        return follower.await(() -> length() >= length, timeout);
    }

    /** Values at the newest version, as doubles. */
    public double[] f64(Slice slice) {
        return now().f64(slice);
    }

    /**
     * Calls {@code listener} for rows as they come, from row 0 on. Calls come one after the other from a thread of their own; no row is left
     * out or given twice. A listener that is slower than the writer gets longer ranges. If another file takes the name, rows count from 0 again.
     *
     * @return closes the subscription
     */
    public AutoCloseable onAppend(Consumer<Append> listener) {
        return onAppend(0, listener);
    }

    /** As {@link #onAppend(Consumer)}, but beginning with row {@code from}. */
    public AutoCloseable onAppend(long from, Consumer<Append> listener) {
        return follower.subscribe(new Tail(from, listener));
    }

    /** The rows as they come, for reactive pipelines: a subscriber that asks for little gets longer ranges. */
    public Flow.Publisher<Append> updates() {
        return new AppendPublisher(this);
    }

    Follower follower() {
        return follower;
    }

    /** Remembers how far a listener has come. Used by one thread. */
    final class Tail implements Runnable {
        private final Consumer<Append> listener;
        private final AtomicLong next;
        private long generation;

        Tail(long from, Consumer<Append> listener) {
            this.listener = listener;
            this.next = new AtomicLong(from);
            this.generation = follower.generation();
        }

        @Override
        public void run() {
            Append append = peek();
            if (append != null) {
                listener.accept(append);
                next.set(append.to());
            }
        }

        /** The rows that came since the last call, or null; they do not come again. */
        @Nullable
        Append take() {
            Append append = peek();
            if (append != null) {
                next.set(append.to());
            }
            return append;
        }

        /** The rows that came since the last that were taken, or null. */
        private @Nullable Append peek() {
            Follower.Sight sight = follower.sight();
            if (sight.generation() != generation) {
                generation = sight.generation();
                next.set(0);
            }
            H5File view = sight.view();
            Node node = view.find(path);
            if (node == null) {
                return null;
            }
            if (!(node instanceof Dataset dataset)) {
                throw new H5TypeException(view.path() + ": '" + path + "' is no dataset");
            }
            long[] shape = dataset.shape();
            long length = shape.length == 0 ? 1 : shape[0];
            long from = next.get();
            if (length <= from) {
                return null;
            }
            return new Append(dataset, from, length, sight.version());
        }
    }
}

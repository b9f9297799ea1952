package dev.tutti.survey;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5File;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A listener to a survey that is followed. Calls come one after the other from a thread of their own, however many versions come meanwhile. A listener that throws
 * is called no more; {@link #failure} says why.
 */
public final class Watch implements AutoCloseable {
    private static final int ATTEMPTS = 10;

    /** A listener has thrown: not to be taken for a look that failed. */
    private static final class ListenerFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenerFailure(RuntimeException cause) {
            super(cause);
        }
    }

    /** What is done at each version. */
    interface Look {
        void at(SurveyFile view);
    }

    private final Follower follower;
    private final Supplier<Look> beginning;
    private Look look;
    private long generation;
    private volatile @Nullable RuntimeException failure;
    private volatile @Nullable AutoCloseable subscription;
    private volatile boolean closed;
    private int failed;

    private Watch(Follower follower, Supplier<Look> beginning) {
        this.follower = follower;
        this.beginning = beginning;
        this.look = beginning.get();
        this.generation = follower.generation();
    }

    /**
     * Watches a survey.
     *
     * @param beginning makes what is done at each version; asked again where another file has come under the name, of which nothing was seen yet
     */
    static Watch of(Follower follower, Supplier<Look> beginning) {
        Watch watch = new Watch(follower, beginning);
        watch.subscription = follower.onVersion(view -> watch.run());
        return watch;
    }

    private void run() {
        if (closed || failure != null) {
            return;
        }
        try {
            long before;
            H5File view;
            do { // another file may come under the name between the two calls
                before = follower.generation();
                view = follower.view();
            } while (before != follower.generation());
            if (before != generation) {
                generation = before;
                look = beginning.get();
            }
            look.at(SurveyFile.view(view));
            failed = 0;
        } catch (ListenerFailure e) {
            failure = (RuntimeException) e.getCause();
        } catch (H5ClosedException e) {
            closed = true;
        } catch (H5Exception e) {
            // A version that a writer was just taking over may be gone by the time it is read; what was not seen is
            // seen in the next.
            failed++;
            if (failed >= ATTEMPTS) {
                failure = e;
            }
        }
    }

    /** Calls a listener. */
    static <T> void tell(Consumer<T> listener, T value) {
        try {
            listener.accept(value);
        } catch (RuntimeException e) {
            throw new ListenerFailure(e);
        }
    }

    /** Why the listener is called no more; empty as long as it is. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Ends it: the listener is called no more, after the call that may be under way. */
    @Override
    public void close() {
        closed = true;
        AutoCloseable open = subscription;
        if (open != null) {
            try {
                open.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

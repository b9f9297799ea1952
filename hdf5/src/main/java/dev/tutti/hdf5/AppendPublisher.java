package dev.tutti.hdf5;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Gives each subscriber the rows of a followed dataset, one range for each request; ranges that nobody asked for yet are merged. */
final class AppendPublisher implements Flow.Publisher<Append> {
    private final FollowedDataset dataset;

    AppendPublisher(FollowedDataset dataset) {
        this.dataset = dataset;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Append> subscriber) {
        Reading reading = new Reading(subscriber);
        subscriber.onSubscribe(reading);
        reading.begin();
    }

    private final class Reading implements Flow.Subscription, Runnable {
        private final Flow.Subscriber<? super Append> subscriber;
        private final FollowedDataset.Tail tail = dataset.new Tail(0, append -> {});
        private final AtomicLong demand = new AtomicLong();
        private volatile boolean cancelled;
        private volatile @Nullable Subscription subscription;

        Reading(Flow.Subscriber<? super Append> subscriber) {
            this.subscriber = subscriber;
        }

        void begin() {
            subscription = dataset.follower().subscribe(this);
        }

        @Override
        public void run() {
            try {
                while (!cancelled && demand.get() > 0) {
                    Append append = tail.take();
                    if (append == null) {
                        return;
                    }
                    if (demand.get() != Long.MAX_VALUE) {
                        demand.decrementAndGet();
                    }
                    subscriber.onNext(append);
                }
            } catch (RuntimeException e) {
                cancel();
                subscriber.onError(e);
            }
        }

        @Override
        public void request(long n) {
            if (n <= 0) {
                cancel();
                subscriber.onError(new IllegalArgumentException("request(" + n + "): 1 or more is expected"));
                return;
            }
            demand.getAndUpdate(now -> now + n < 0 ? Long.MAX_VALUE : now + n);
            Subscription open = subscription;
            if (open != null) {
                open.look();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            Subscription open = subscription;
            if (open != null) {
                open.close();
            }
        }
    }
}

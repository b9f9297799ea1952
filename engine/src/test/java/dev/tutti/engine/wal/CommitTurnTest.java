package dev.tutti.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.space.RangeSet;
import dev.tutti.engine.wal.CommitTurn.Request;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose turn it is: everybody who waits comes to an end, however many they are and whatever becomes of the one who has the turn. */
@Timeout(120)
final class CommitTurnTest {
    private final CommitTurn turn = new CommitTurn();
    private final AtomicInteger committed = new AtomicInteger();
    private final AtomicInteger largest = new AtomicInteger();

    private static Request request() throws IOException {
        StoreFile data = new SimStorage().open(Path.of("/x.h5"), Storage.Mode.CREATE_NEW);
        return new Request(new Change(
                0,
                new RangeSet(),
                new TransactionDraft(data),
                new RangeSet(),
                List.of(),
                List.of(),
                Durability.CONSISTENT));
    }

    /** One batch, as {@link Committer} takes it. */
    private void batch(Queue<Request> requests) {
        List<Request> batch = new ArrayList<>();
        int count = 0;
        for (Request next = requests.poll(); next != null; next = count < CommitTurn.BATCH ? requests.poll() : null) {
            next.end = committed.incrementAndGet();
            batch.add(next);
            count++;
        }
        Request.succeeded(batch);
        largest.accumulateAndGet(count, Math::max);
    }

    private List<Future<Long>> whileTheTurnIsTaken(int threads, CommitTurn.Work work, ExecutorService pool)
            throws Exception {
        List<Thread> all = new ArrayList<>();
        List<Future<Long>> outcomes = new ArrayList<>();
        turn.take();
        try {
            for (int i = 0; i < threads; i++) {
                outcomes.add(pool.submit(() -> {
                    synchronized (all) {
                        all.add(Thread.currentThread());
                    }
                    Request request = request();
                    turn.bring(request, work);
                    return request.outcome();
                }));
            }
            while (waiting(all) < threads) {
                Thread.sleep(1);
            }
        } finally {
            turn.give();
        }
        return outcomes;
    }

    private static long waiting(List<Thread> all) {
        synchronized (all) {
            return all.stream()
                    .filter(thread -> thread.getState() == Thread.State.WAITING)
                    .count();
        }
    }

    @Test
    void moreThanABatchHoldsComeToTheirTurn() throws Exception {
        int threads = CommitTurn.BATCH * 3 + 1;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Long> ends = new ArrayList<>();
            for (Future<Long> outcome : whileTheTurnIsTaken(threads, this::batch, pool)) {
                ends.add(outcome.get(1, TimeUnit.MINUTES));
            }
            assertThat(ends).doesNotHaveDuplicates().hasSize(threads);
            assertThat(committed).hasValue(threads);
            assertThat(largest).hasValue(CommitTurn.BATCH);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void whoFailsWithTheTurnFailsAlone() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(5);
        try {
            List<Future<Long>> outcomes = whileTheTurnIsTaken(
                    5,
                    requests -> {
                        if (tries.getAndIncrement() == 0) {
                            throw new IOException("not now");
                        }
                        batch(requests);
                    },
                    pool);
            int failed = 0;
            for (Future<Long> outcome : outcomes) {
                try {
                    outcome.get(1, TimeUnit.MINUTES);
                } catch (ExecutionException e) {
                    assertThat(e).hasRootCauseMessage("not now");
                    failed++;
                }
            }
            assertThat(failed).isEqualTo(1);
            assertThat(committed).as("what failed is in nobody's batch").hasValue(4);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void insideATurnOneCommitsAlone() throws Exception {
        Request request = request();
        turn.take();
        try {
            turn.bring(request, this::batch);
        } finally {
            turn.give();
        }
        assertThat(request.outcome()).isEqualTo(1);
        assertThatThrownBy(() -> request().outcome()).hasMessageContaining("was not committed");
    }

    @Test
    void anInterruptIsKeptForTheCaller() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            turn.take();
            Future<Boolean> kept = pool.submit(() -> {
                Thread.currentThread().interrupt();
                Request request = request();
                turn.bring(request, this::batch);
                return request.outcome() > 0 && Thread.currentThread().isInterrupted();
            });
            turn.give();
            assertThat(kept.get(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            pool.shutdownNow();
        }
    }

    private static void takeAllAndDieOnce(Queue<Request> requests, List<Request> next) {
        boolean died = false;
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            died |= next.isEmpty();
            next.add(request);
        }
        if (died) {
            throw new StackOverflowError("as it were");
        }
    }

    /** Threads that come during a barrier append for themselves and for each other; one of them dies of it after it has appended: all others come to an end. */
    @Test
    void whoDiesWhileTheDoorIsOpenKeepsNobodyWaiting() throws Exception {
        int others = 6;
        List<Request> next = new ArrayList<>(); // guarded by the door, then by the turn
        CountDownLatch open = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        CommitTurn.Work leading = requests -> {
            List<Request> own = new ArrayList<>(List.of(requests.remove()));
            turn.open(() -> takeAllAndDieOnce(requests, next));
            open.countDown();
            try {
                while (waiting(all) < others) {
                    Thread.sleep(1);
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                turn.close();
            }
            next.addAll(requests); // of those who found somebody at the door
            requests.clear();
            Request.succeeded(own);
            Request.succeeded(next);
        };
        ExecutorService pool = Executors.newFixedThreadPool(others + 1);
        try {
            Future<?> leader = pool.submit(() -> {
                turn.bring(request(), leading);
                return null;
            });
            assertThat(open.await(1, TimeUnit.MINUTES)).isTrue();
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < others; i++) {
                ends.add(pool.submit(() -> {
                    synchronized (all) {
                        all.add(Thread.currentThread());
                    }
                    turn.bring(request(), requests -> {
                        throw new IOException("the turn is another one's");
                    });
                    return null;
                }));
            }
            int died = 0;
            for (Future<?> end : ends) {
                try {
                    end.get(1, TimeUnit.MINUTES);
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(StackOverflowError.class);
                    died++;
                }
            }
            assertThat(died).isEqualTo(1);
            leader.get(1, TimeUnit.MINUTES);
        } finally {
            pool.shutdownNow();
        }
    }
}

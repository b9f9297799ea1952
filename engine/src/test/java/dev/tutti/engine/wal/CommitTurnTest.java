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
}

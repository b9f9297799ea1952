package dev.tutti.engine.chunk;

import dev.tutti.engine.filter.Buffers;
import dev.tutti.engine.filter.Filters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The engine's only executor: a small pool of named daemon threads that end when they idle. The caller of {@link #run} takes part, so that
 * a busy pool delays nobody and one thread takes the same road. Also owns the memory that workers use over and over. Thread-safe; one per
 * open file, but for the windows, which all of a process share.
 */
public final class Workers implements AutoCloseable {
    /** Bytes of a window through which stored data passes. Shorter ones were measured to cost more: a quarter of the length a quarter more time. */
    static final int WINDOW = 1 << 20;

    private static final int PAGE = 4096;

    /** Windows are the process's, not the file's: one that is opened for a single read shall not pay for memory from the system. */
    private static final ConcurrentLinkedQueue<ByteBuffer> WINDOWS = new ConcurrentLinkedQueue<>();

    private static final int MOST_WINDOWS = 16;
    private static final AtomicInteger KEPT_WINDOWS = new AtomicInteger();

    private static final int WAITING = 256;
    private static final long IDLE_SECONDS = 5;
    private static final long KEPT_PER_THREAD = 8L << 20;

    private final int threads;
    private final String name;
    private @Nullable ThreadPoolExecutor pool;
    private boolean closed;
    private final Buffers buffers;
    private final Filters filters;

    /** One piece of work; pieces have disjoint targets. */
    @FunctionalInterface
    public interface Piece {
        /** Does piece number {@code index}. */
        void run(int index);
    }

    /**
     * A pool that is empty until it is needed.
     *
     * @param threads most threads at work on one call, the caller among them
     * @param name what the threads are called, followed by a number
     */
    public Workers(int threads, String name) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads: 1 or more are expected");
        }
        this.threads = threads;
        this.buffers = new Buffers(KEPT_PER_THREAD * Math.min(4, threads));
        this.filters = Filters.load(buffers);
        this.name = name;
    }

    private static ThreadPoolExecutor pool(int size, String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                size, size, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** The other threads, made when there is work for them; null if there are none, or no more. */
    private synchronized @Nullable ThreadPoolExecutor helpers() {
        if (pool == null && threads > 1 && !closed) {
            pool = pool(threads - 1, name);
        }
        return pool;
    }

    /** Most threads at work on one call. */
    public int threads() {
        return threads;
    }

    /** What chunks pass through, on the same memory. */
    public Filters filters() {
        return filters;
    }

    /** Arrays for chunks. */
    public Buffers buffers() {
        return buffers;
    }

    /**
     * Runs pieces 0 to {@code pieces - 1}, in this order as far as one thread is concerned, and returns when all have ended. The first
     * exception ends the call; pieces not yet begun are left out.
     */
    public void run(int pieces, Piece piece) {
        ThreadPoolExecutor helpers = pieces <= 1 ? null : helpers();
        if (helpers == null) {
            for (int i = 0; i < pieces; i++) {
                piece.run(i);
            }
            return;
        }
        Round round = new Round(pieces, piece);
        for (int i = Math.min(threads, pieces) - 1; i > 0; i--) {
            try {
                helpers.execute(round);
            } catch (RejectedExecutionException e) {
                break; // Full or closing: the caller does it all.
            }
        }
        round.work();
        round.finish();
    }

    static ByteBuffer takeWindow() {
        ByteBuffer window = WINDOWS.poll();
        if (window == null) {
            // Memory as it is allocated begins 16 bytes behind a page. Processors whose copies take that for an overlap
            // with the start of a page of the file are slower by 40 %.
            return ByteBuffer.allocateDirect(WINDOW + PAGE)
                    .alignedSlice(PAGE)
                    .slice(0, WINDOW)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        KEPT_WINDOWS.decrementAndGet();
        return window.clear();
    }

    /** Work that needs memory for a moment. */
    @FunctionalInterface
    interface Loan {
        void use(ByteBuffer buffer);
    }

    /** Lends a buffer of order LITTLE_ENDIAN with room for so many bytes, and anything in it. */
    void lend(int bytes, Loan loan) {
        if (bytes <= WINDOW) {
            ByteBuffer window = takeWindow();
            try {
                loan.use(window);
            } finally {
                giveWindow(window);
            }
            return;
        }
        byte[] array = buffers.take(bytes);
        loan.use(ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN));
        buffers.give(array);
    }

    static void giveWindow(ByteBuffer window) {
        if (KEPT_WINDOWS.incrementAndGet() > MOST_WINDOWS) {
            KEPT_WINDOWS.decrementAndGet();
            return;
        }
        WINDOWS.add(window);
    }

    /** Lets the threads end. Calls that still come are run by their callers. */
    @Override
    public synchronized void close() {
        closed = true;
        ThreadPoolExecutor helpers = pool;
        if (helpers != null) {
            helpers.shutdown();
        }
    }

    /** One call of {@link #run}. */
    private static final class Round implements Runnable {
        private final int pieces;
        private final Piece piece;
        private final AtomicInteger next = new AtomicInteger();
        // Guarded by this.
        private int helping;
        private boolean over;
        private @Nullable Throwable failure;

        Round(int pieces, Piece piece) {
            this.pieces = pieces;
            this.piece = piece;
        }

        @Override
        public void run() {
            synchronized (this) {
                if (over) {
                    return;
                }
                helping++;
            }
            work();
            synchronized (this) {
                helping--;
                notifyAll();
            }
        }

        void work() {
            try {
                for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                    piece.run(i);
                }
            } catch (RuntimeException | Error e) {
                next.set(pieces);
                synchronized (this) {
                    Throwable first = failure;
                    if (first == null) {
                        failure = e;
                    } else if (first != e) {
                        first.addSuppressed(e);
                    }
                }
            }
        }

        /** Waits for the threads that have begun; an interrupt does not cut that short, for they write into the caller's memory. */
        synchronized void finish() {
            over = true;
            boolean interrupted = false;
            while (helping > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable first = failure;
            if (first instanceof RuntimeException e) {
                throw e;
            }
            if (first instanceof Error e) {
                throw e;
            }
        }
    }
}

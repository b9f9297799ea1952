package dev.tutti.survey;

import dev.tutti.errors.H5ClosedException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TypeException;
import dev.tutti.survey.metadata.ChannelMetadata;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records samples from any source into a station of a live survey file. A thread of its own writes and publishes; sources hand over blocks and go on:
 *
 * <ul>
 *   <li>{@link #offer} is for the thread of an instrument: it waits for {@link RecorderOptions#blockAtMost} at the longest. If the queue is still full then, the block
 *       is dropped, and the gap that this leaves is recorded with its cause;
 *   <li>{@link #subscriber} asks a publisher for as many blocks as the queue has room for, so none is dropped;
 *   <li>{@link #record} takes what an iterator gives, and waits where the writer is slower.
 * </ul>
 *
 * <p>Blocks that follow each other in time are one run. Where the time of a block is not the one expected, there is a gap: short ones are filled if the options say
 * so, others begin a new run; either way {@link SurveyFile#gaps} tells of it. A recorder that begins where another one, or a killed process, has stopped goes on in the
 * last run of the station with the same channels and rate; {@link #next} says with which sample.
 *
 * <p>Thread-safe. The file stays open when the recorder is closed.
 */
public final class Recorder implements AutoCloseable {
    /**
     * What was recorded so far.
     *
     * @param samples of each channel, filling included
     * @param blocks that were written
     * @param dropped blocks that were not, because the queue was full
     * @param gaps that were met
     * @param publishes that were made
     * @param longestOfferNanos the longest that an offer has taken
     */
    public record Counts(long samples, long blocks, long dropped, long gaps, long publishes, long longestOfferNanos) {}

    private static final long LONGEST_POLL_NANOS = 50_000_000;

    private final RecorderOptions options;
    private final SurveyFile file;
    private final RunWriter writer;
    private final BlockingQueue<SampleBlock> queue;
    private final Set<String> names;
    private final Thread thread;
    private final AtomicLong blocks = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong publishes = new AtomicLong();
    private final AtomicLong longestOffer = new AtomicLong();
    private volatile LongConsumer taken = count -> {};
    private volatile LongConsumer published = samples -> {};
    private volatile @Nullable RuntimeException failure;
    private volatile boolean closing;

    private Recorder(Station station, RecorderOptions options) {
        this.options = options;
        this.file = station.file();
        this.queue = new ArrayBlockingQueue<>(options.queueBlocks());
        this.names = options.channels().stream()
                .map(ChannelMetadata::component)
                .map(Names::channel)
                .collect(Collectors.toUnmodifiableSet());
        this.writer = new RunWriter(station, options, names);
        this.thread = new Thread(this::run, "tutti-recorder-" + station.name());
        thread.setDaemon(true);
    }

    /**
     * Begins to record into a station. The caller keeps the file open for as long.
     *
     * @throws H5TypeException if two channels have one name
     */
    public static Recorder start(Station station, RecorderOptions options) {
        Recorder recorder = new Recorder(station, options);
        if (recorder.names.size() != options.channels().size()) {
            throw new H5TypeException(station.path() + ": channels of different names are expected, found "
                    + options.channels().stream()
                            .map(ChannelMetadata::component)
                            .toList());
        }
        recorder.thread.start();
        return recorder;
    }

    /** Time of the sample that would follow the last one in the file; empty if there is none yet. After a restart, a source that can goes on from there. */
    public Optional<Instant> next() {
        return writer.next();
    }

    /** Path of the run that is recorded; empty before the first sample of a new one. */
    public Optional<String> runPath() {
        return writer.runPath();
    }

    /** Number of samples of each channel that the present run has. */
    public long position() {
        return writer.position();
    }

    /** Calls a listener, from the recorder's thread, after each publish, with the samples of each channel that were recorded so far. */
    public void onPublish(LongConsumer listener) {
        published = listener;
    }

    /**
     * Hands over a block. Waits for {@link RecorderOptions#blockAtMost} at the longest.
     *
     * @return false if the queue was full all that time: the block is dropped, and the gap will be recorded
     * @throws H5TypeException if it has not the channels of the recording; the recording goes on
     * @throws H5Exception if writing has failed; what was published stays
     */
    public boolean offer(SampleBlock block) {
        check(block);
        long start = System.nanoTime();
        boolean in;
        try {
            in = queue.offer(block, options.blockAtMost().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            in = false;
        }
        longestOffer.accumulateAndGet(System.nanoTime() - start, Math::max);
        if (in) {
            takeBackFromTheEnded(block);
        } else {
            dropped.incrementAndGet();
            writer.overrun();
        }
        return in;
    }

    private void check(SampleBlock block) {
        checkOpen();
        for (String name : block.samples().keySet()) {
            if (!names.contains(Names.channel(name))) {
                throw unexpected(block);
            }
        }
        if (block.samples().size() != names.size()) {
            throw unexpected(block);
        }
    }

    private H5TypeException unexpected(SampleBlock block) {
        return new H5TypeException(file.path() + ": samples of the channels " + names + " are expected, found "
                + block.samples().keySet());
    }

    private void checkOpen() {
        RuntimeException failed = failure;
        if (failed != null) {
            throw new H5Exception(file.path() + ": recording has failed: " + failed.getMessage(), failed);
        }
        if (closing) {
            throw new H5ClosedException(file.path() + ": the recorder was closed");
        }
    }

    /** What came into the queue when nobody looked into it any more is not recorded: its source has to hear of that. */
    private void takeBackFromTheEnded(SampleBlock block) {
        if (!thread.isAlive() && queue.remove(block)) {
            checkOpen();
            throw new H5ClosedException(file.path() + ": the recorder has ended");
        }
    }

    /** Hands over a block and waits for as long as the queue is full. */
    private void put(SampleBlock block) {
        check(block);
        try {
            while (!queue.offer(block, 100, TimeUnit.MILLISECONDS)) {
                checkOpen();
            }
            takeBackFromTheEnded(block);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new H5Exception(file.path() + ": recording was interrupted", e);
        }
    }

    /** Records all blocks that an iterator gives, at the pace of whichever is slower. Returns when all are handed over. */
    public void record(Iterator<SampleBlock> source) {
        while (source.hasNext()) {
            put(source.next());
        }
    }

    /** A subscriber for one publisher: asks for as many blocks as there is room for. An error of the publisher ends the recording as its end does. */
    public Flow.Subscriber<SampleBlock> subscriber() {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                taken = subscription::request;
                subscription.request(options.queueBlocks());
            }

            @Override
            public void onNext(SampleBlock block) {
                put(block);
            }

            @Override
            public void onError(Throwable cause) {
                taken = count -> {};
            }

            @Override
            public void onComplete() {
                taken = count -> {};
            }
        };
    }

    private void run() {
        try {
            long lastPublish = System.nanoTime();
            long waiting = 0;
            long every = options.publishEvery().toNanos();
            while (!closing || !queue.isEmpty()) {
                long due = lastPublish + every - System.nanoTime();
                long wait = waiting > 0 ? Math.max(0, Math.min(due, LONGEST_POLL_NANOS)) : LONGEST_POLL_NANOS;
                SampleBlock block = closing ? queue.poll() : queue.poll(wait, TimeUnit.NANOSECONDS);
                if (block != null) {
                    waiting += write(block);
                }
                long now = System.nanoTime();
                if (waiting > 0 && (now - lastPublish >= every || waiting >= options.publishSamples())) {
                    publish();
                    lastPublish = now;
                    waiting = 0;
                }
            }
            if (waiting > 0) {
                publish();
            }
        } catch (InterruptedException e) {
            failure = new H5Exception("the recorder was interrupted", e);
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            failure = new IllegalStateException(
                    "the recorder's thread died: " + e, e); // its sources must not go on in vain
            throw e;
        }
    }

    private int write(SampleBlock first) {
        List<SampleBlock> all = new ArrayList<>(List.of(first));
        queue.drainTo(all);
        int samples = 0;
        for (SampleBlock block : writer.merged(all)) {
            samples += writer.write(block);
        }
        blocks.addAndGet(all.size());
        taken.accept(all.size());
        return samples;
    }

    private void publish() {
        file.publish();
        publishes.incrementAndGet();
        published.accept(writer.samples());
    }

    /** What was recorded so far. */
    public Counts counts() {
        return new Counts(
                writer.samples(), blocks.get(), dropped.get(), writer.gaps(), publishes.get(), longestOffer.get());
    }

    /**
     * Writes and publishes all that was handed over, and ends.
     *
     * @throws H5Exception if writing fails or has failed; what was published stays
     */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw new H5Exception(file.path() + ": recording has failed: " + failed.getMessage(), failed);
        }
    }
}

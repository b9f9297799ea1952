package dev.tutti.testkit.store;

import dev.tutti.storage.FileStamp;
import dev.tutti.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What simulated processes of one host share: disk, page cache, locks, clock, and the record of what happened. Guarded by its monitor. */
final class SimHost {
    private final SimDisk cache;
    private final Unsynced unsynced;
    private final SimLocks locks = new SimLocks();
    private final SimWords words = new SimWords();
    private final Map<Path, Integer> linkCounts = new HashMap<>();
    private final int boot;
    private String fileStoreType = "ext4";
    private volatile @Nullable Interleaver interleaver;
    private long nextFile = 1;
    private long events;
    private int nextProcess = 1;
    private long nanos = 1_000_000_000L;
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private @Nullable Unsynced traceStart;
    private @Nullable SimDisk cacheAtStart;
    private @Nullable SimWords wordsAtStart;
    private List<SimEvent> trace = new ArrayList<>();

    SimHost(SimDisk cache, Unsynced unsynced, int boot) {
        this.cache = cache;
        this.unsynced = unsynced;
        this.boot = boot;
        for (long file : cache.names().values()) {
            nextFile = Math.max(nextFile, file + 1);
        }
        for (SimEvent event : unsynced.pending()) {
            if (event instanceof SimEvent.Content content) {
                nextFile = Math.max(nextFile, content.file() + 1);
            }
        }
    }

    /** A host that has just started with what {@code disk} holds. */
    static SimHost started(SimDisk disk, int boot) {
        return new SimHost(disk, new Unsynced(disk.copy()), boot);
    }

    int boot() {
        return boot;
    }

    @Nullable
    Interleaver interleaver() {
        return interleaver;
    }

    void interleave(@Nullable Interleaver decides) {
        interleaver = decides;
    }

    SimLocks locks() {
        return locks;
    }

    synchronized int nextProcess() {
        return nextProcess++;
    }

    /** Every event counts as a change of every file: a simulated file is never taken for unchanged when it is not. */
    synchronized FileStamp stamp(Path path) throws IOException {
        Long file = cache.names().get(path);
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        return new FileStamp(file, cache.content(file).size(), events, true);
    }

    private void happen(SimEvent event) {
        events++;
        cache.apply(event);
        unsynced.add(event);
        if (traceStart != null) {
            trace.add(event);
        }
    }

    synchronized long open(Path path, Storage.Mode mode) throws IOException {
        Long file = cache.names().get(path);
        if (mode == Storage.Mode.CREATE_NEW) {
            if (file != null) {
                throw new FileAlreadyExistsException(path.toString());
            }
            long made = nextFile++;
            happen(new SimEvent.Create(path, made));
            return made;
        }
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        return file;
    }

    /** The file at {@code path}, made empty if there is none. */
    synchronized long openOrCreate(Path path) {
        Long file = cache.names().get(path);
        if (file != null) {
            return file;
        }
        long made = nextFile++;
        happen(new SimEvent.Create(path, made));
        return made;
    }

    /** Appends zeros up to the next page, but not past {@code size}; false if the file was as long already. */
    synchronized boolean append(long file, int size) {
        long end = cache.content(file).size();
        if (end >= size) {
            return false;
        }
        long next = Math.min(size, (end / PagedBytes.PAGE + 1) * PagedBytes.PAGE);
        happen(new SimEvent.Write(file, end, new byte[(int) (next - end)]));
        return true;
    }

    synchronized long word(long file, int index, int size) {
        return words.of(file, size, cache)[index];
    }

    synchronized void setWord(long file, int index, int size, long value) {
        words.of(file, size, cache)[index] = value;
        recordWord(file, index, size, value);
    }

    synchronized boolean compareAndSetWord(long file, int index, int size, long expected, long value) {
        long[] all = words.of(file, size, cache);
        if (all[index] != expected) {
            return false;
        }
        all[index] = value;
        recordWord(file, index, size, value);
        return true;
    }

    private void recordWord(long file, int index, int size, long value) {
        if (wordsAtStart != null) {
            trace.add(new SimEvent.Word(file, index, size, value));
        }
    }

    synchronized int linkCount(Path path) {
        return linkCounts.getOrDefault(path, 1);
    }

    synchronized void setLinkCount(Path path, int count) {
        linkCounts.put(path, count);
    }

    synchronized String fileStoreType() {
        return fileStoreType;
    }

    synchronized void setFileStoreType(String type) {
        fileStoreType = type;
    }

    synchronized @Nullable Long file(Path path) {
        return cache.names().get(path);
    }

    synchronized void delete(Path path) {
        if (cache.names().containsKey(path)) {
            happen(new SimEvent.Delete(path));
        }
    }

    synchronized void rename(Path from, Path to) throws IOException {
        Long file = cache.names().get(from);
        if (file == null) {
            throw new NoSuchFileException(from.toString());
        }
        happen(new SimEvent.Rename(from, to, file));
    }

    synchronized List<Path> list(Path directory) {
        return cache.list(directory);
    }

    synchronized void forceDirectory(Path directory) {
        happen(new SimEvent.ForceDirectory(directory));
    }

    synchronized long size(long file) {
        return cache.content(file).size();
    }

    synchronized int read(long file, long position, ByteBuffer target) {
        return cache.content(file).read(position, target);
    }

    synchronized void write(long file, long position, ByteBuffer source) throws IOException {
        byte[] bytes = new byte[source.remaining()];
        source.duplicate().get(bytes);
        if (position + bytes.length > PagedBytes.LARGEST) {
            throw new IOException("File too large");
        }
        if (bytes.length > 0) {
            happen(new SimEvent.Write(file, position, bytes));
        }
        source.position(source.limit());
    }

    synchronized void resize(long file, long size) throws IOException {
        if (size > PagedBytes.LARGEST) {
            throw new IOException("File too large");
        }
        if (cache.content(file).size() != size) {
            happen(new SimEvent.Resize(file, size));
        }
    }

    synchronized void force(long file) {
        happen(new SimEvent.Force(file));
    }

    synchronized void failForce(long file) {
        happen(new SimEvent.ForceFailed(file));
    }

    synchronized void mark(Object what) {
        happen(new SimEvent.Mark(what));
    }

    synchronized long nanoTime() {
        return nanos;
    }

    synchronized Instant now() {
        return now;
    }

    synchronized void setNow(Instant instant) {
        now = instant;
    }

    synchronized void advance(Duration duration) {
        nanos += duration.toNanos();
        now = now.plus(duration);
    }

    synchronized void startTrace() {
        traceStart = unsynced.copy();
        cacheAtStart = cache.copy();
        wordsAtStart = words.copy();
        trace = new ArrayList<>();
    }

    /** What happened since {@link #startTrace}. */
    synchronized SimTrace trace() {
        Unsynced start = traceStart;
        SimDisk disk = cacheAtStart;
        SimWords before = wordsAtStart;
        if (start == null || disk == null || before == null) {
            throw new IllegalStateException("no trace was started");
        }
        return new SimTrace(disk.copy(), start.copy(), List.copyOf(trace), before.copy(), words.copy(), boot);
    }

    /** Files as the processes saw them, shared memory as {@code leftover} says. */
    synchronized SimDisk diskAfterKill(Leftover leftover, Random random) {
        SimDisk disk = cache.copy();
        words.leaveIn(disk, leftover, random);
        return disk;
    }

    /** The host started anew with {@code disk}, and with shared memory as {@code leftover} says. */
    synchronized SimHost restarted(SimDisk disk, Leftover leftover, Random random) {
        words.leaveIn(disk, leftover, random);
        return started(disk, boot + 1);
    }

    synchronized Unsynced unsynced() {
        return unsynced.copy();
    }
}

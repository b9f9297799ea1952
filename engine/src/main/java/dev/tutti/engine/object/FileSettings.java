package dev.tutti.engine.object;

import dev.tutti.engine.space.Alignment;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.Fence;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an open file is given from outside.
 *
 * @param storage where the bytes lie
 * @param threads how many threads work on the chunks of one call, the caller included
 * @param lockTimeout how long to wait for a lock that somebody else holds
 * @param fence asked before each commit whether the caller still holds the lock that it works under; null if there is none
 * @param made what a new file is like
 * @param missing how far virtual datasets go where sources are missing
 * @param sources how files in one part are opened that external links and virtual datasets lead to
 * @param alignment where new blocks of raw data begin
 * @param forced whether closing a file that only its caller changes waits until the disk has it
 */
public record FileSettings(
        Storage storage,
        int threads,
        Duration lockTimeout,
        @Nullable Fence fence,
        NewFile made,
        MissingSources missing,
        Opener sources,
        Alignment alignment,
        boolean forced) {
    /** How a file is opened for reading. */
    @FunctionalInterface
    public interface Opener {
        /** Opens it; throws as {@link FileOpener#read} does. */
        OpenFile open(Path path, FileSettings settings);
    }

    /** Checks the numbers. */
    public FileSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: 1 or more are expected, found " + threads);
        }
        if (lockTimeout.isNegative()) {
            throw new IllegalArgumentException("lock timeout: " + lockTimeout + " is negative");
        }
    }

    /** The same with another number of threads. */
    public FileSettings withThreads(int number) {
        return new FileSettings(storage, number, lockTimeout, fence, made, missing, sources, alignment, forced);
    }

    /** The same with another wait. */
    public FileSettings withLockTimeout(Duration wait) {
        return new FileSettings(storage, threads, wait, fence, made, missing, sources, alignment, forced);
    }

    /** The same elsewhere. */
    public FileSettings withStorage(Storage where) {
        return new FileSettings(where, threads, lockTimeout, fence, made, missing, sources, alignment, forced);
    }

    /** The same under a lock of the caller's. */
    public FileSettings withFence(Fence held) {
        return new FileSettings(storage, threads, lockTimeout, held, made, missing, sources, alignment, forced);
    }

    /** The same with raw data aligned. */
    public FileSettings withAlignment(Alignment wanted) {
        return new FileSettings(storage, threads, lockTimeout, fence, made, missing, sources, wanted, forced);
    }

    /** The same for new files that are like this. */
    public FileSettings withMade(NewFile like) {
        return new FileSettings(storage, threads, lockTimeout, fence, like, missing, sources, alignment, forced);
    }

    /** The same with virtual datasets that go as far as this. */
    public FileSettings withMissing(MissingSources bounds) {
        return new FileSettings(storage, threads, lockTimeout, fence, made, bounds, sources, alignment, forced);
    }

    /** The same, waiting for the disk or not. */
    public FileSettings withForced(boolean waiting) {
        return new FileSettings(storage, threads, lockTimeout, fence, made, missing, sources, alignment, waiting);
    }

    /**
     * Asked right before anything is written that others will see.
     *
     * @throws dev.tutti.errors.H5LockLostException if the caller's lock is lost: nothing is written then
     */
    public void checkFence() {
        if (fence != null) {
            fence.check();
        }
    }
}

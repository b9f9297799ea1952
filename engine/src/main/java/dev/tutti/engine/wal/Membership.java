package dev.tutti.engine.wal;

import dev.tutti.errors.H5BusyException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/** A process's place among those who have the file open: how it comes and how it goes (M2, M3, rule U1). */
final class Membership {
    private static final int ATTEMPTS = 100;

    private final Storage storage;
    private final Path memoryPath;
    private final SharedMemory memory;
    private final SessionWords words;
    private final SessionLocks locks;
    private final Slots slots;

    private Membership(Storage storage, Path memoryPath, SharedMemory memory, Path path) {
        this.storage = storage;
        this.memoryPath = memoryPath;
        this.memory = memory;
        this.words = new SessionWords(memory);
        this.locks = new SessionLocks(path, memory, this::lastWriter);
        this.slots = new Slots(words, locks);
    }

    /** What the first one does. */
    interface FirstOne {
        /** Sets up the words from what stands on disk. Called with GATE held and nobody attached. */
        void recover(SessionWords words) throws IOException;
    }

    private String lastWriter() {
        return slots.describe(words.writer());
    }

    static Path memoryPath(Path path) {
        return path.resolveSibling(path.getFileName() + "-shm");
    }

    static long bootHash(Storage storage) {
        return UUID.nameUUIDFromBytes(storage.bootId().getBytes(StandardCharsets.UTF_8))
                .getMostSignificantBits();
    }

    /** Joins. */
    @SuppressWarnings("try") // the lock is held, not used
    static Membership join(Storage storage, Path path, Duration timeout, FirstOne first) throws IOException {
        Path memoryPath = memoryPath(path);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Membership membership =
                    new Membership(storage, memoryPath, storage.share(memoryPath, SessionWords.BYTES), path);
            boolean entered = false;
            boolean done = false;
            try {
                try (SessionLocks.Held gate = membership.locks.acquire(SessionLocks.Kind.GATE, timeout)) {
                    // The last one who left may have taken the memory's name away while this one waited (U1).
                    if (membership.isCurrent()) {
                        membership.enter(path, first);
                        entered = true;
                    }
                }
                done = entered;
            } finally {
                if (!done) { // also one that came in and could not give GATE back: nobody else could come in after it
                    membership.memory.close();
                }
            }
            if (done) {
                return membership;
            }
        }
        throw new IOException(path + ": its shared memory was replaced " + ATTEMPTS + " times in a row");
    }

    private boolean isCurrent() throws IOException {
        return Objects.equals(memory.identity(), storage.identity(memoryPath));
    }

    private void enter(Path path, FirstOne first) throws IOException {
        if (locks.tryAlone()) {
            boolean recovered = false;
            try {
                first.recover(words);
                recovered = true;
            } finally {
                if (!recovered && !words.isSetUp()) {
                    storage.delete(memoryPath); // a file that is refused is left as it was found
                }
            }
        } else if (!words.isSetUp()) {
            throw new IOException(path + ": processes have the file open, but their shared memory is not set up");
        } else if (words.boot() != bootHash(storage)) {
            throw new H5BusyException(
                    path
                            + ": another host, or another virtual machine, has the file open; shared mode is for the processes of one host",
                    "another host");
        }
        slots.take(ProcessHandle.current().pid(), storage.now().toEpochMilli());
        locks.join();
    }

    SessionWords words() {
        return words;
    }

    SessionLocks locks() {
        return locks;
    }

    Slots slots() {
        return slots;
    }

    /** Whether this is the only process; if so it stays so until GATE is given back. */
    boolean tryAlone() throws IOException {
        return locks.tryAlone();
    }

    /** Goes; others stay. Called with GATE held. */
    void leave() throws IOException {
        slots.leave();
        locks.leave();
    }

    /** Goes as the last one: the memory's name goes, too. Called with GATE held. */
    void leaveLast() throws IOException {
        slots.leave();
        storage.delete(memoryPath);
    }

    /** Lets go of everything, as a death would. */
    void abandon() throws IOException {
        memory.close();
    }
}

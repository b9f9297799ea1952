package dev.tutti.engine.wal;

import dev.tutti.errors.H5Exception;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a process that has not joined sees of a shared file: it changes nothing, and holds nobody up. */
public final class OutsideLook {
    private OutsideLook() {}

    /** Who has the file open, and what its log holds. */
    public static SessionInfo at(Storage storage, Path path, Session.Superblocks superblocks) throws IOException {
        try (StoreFile data = storage.open(path, Storage.Mode.READ)) {
            boolean sealed = superblocks.read(data).mark() == SealedSuperblock.Mark.SEALED;
            Path memoryPath = Membership.memoryPath(path);
            long bytes = logBytes(storage, path);
            SessionInfo.State state = sealed
                    ? SessionInfo.State.SEALED
                    : bytes > 0 ? SessionInfo.State.OPEN_TO_READERS : SessionInfo.State.PLAIN;
            if (!storage.exists(memoryPath)) {
                return new SessionInfo(state, List.of(), bytes, 0);
            }
            try (SharedMemory memory = storage.share(memoryPath, SessionWords.BYTES)) {
                SessionWords words = new SessionWords(memory);
                return words.isSetUp()
                        ? new SessionInfo(state, members(words, memory), bytes, words.transactions())
                        : new SessionInfo(state, List.of(), bytes, 0);
            }
        }
    }

    /**
     * A place whose lock can be had belongs to nobody any more; its lock is given back at once, and its words stay as they are. To share it is enough, and
     * needs no permission to write.
     */
    private static List<SessionInfo.Member> members(SessionWords words, SharedMemory memory) throws IOException {
        List<SessionInfo.Member> found = new ArrayList<>();
        long newest = words.commit();
        for (int slot = 0; slot < SessionWords.SLOTS; slot++) {
            if (!words.isTaken(slot)) {
                continue;
            }
            if (memory.tryLock(SessionLocks.slot(slot), HostLock.Mode.SHARED)) {
                memory.unlock(SessionLocks.slot(slot));
                continue;
            }
            long mark = words.mark(slot);
            found.add(new SessionInfo.Member(
                    words.pid(slot),
                    Instant.ofEpochMilli(words.startMillis(slot)),
                    mark == SessionWords.IDLE ? -1 : Math.max(0, newest - mark)));
        }
        return found;
    }

    private static long logBytes(Storage storage, Path path) throws IOException {
        long bytes = 0;
        for (Path segment : SegmentList.of(storage, path).all()) {
            try (StoreFile file = storage.open(segment, Storage.Mode.READ)) {
                bytes += file.size();
            } catch (NoSuchFileException e) {
                // Deleted meanwhile: it is not a part of the log any more.
            }
        }
        return bytes;
    }

    /** Why the next one that opens the file would be refused, as file and log stand; empty if it would not be. Only while nobody has it open. */
    public static String problem(Storage storage, Path path, Session.Superblocks superblocks) throws IOException {
        try (StoreFile data = storage.open(path, Storage.Mode.READ)) {
            Recovery recovery = new Recovery(storage, path, data, superblocks, SessionSettings.standard(Duration.ZERO));
            Recovery.Verdict verdict = recovery.examine();
            Path memoryPath = Membership.memoryPath(path);
            if (storage.exists(memoryPath)) {
                try (SharedMemory memory = storage.share(memoryPath, SessionWords.BYTES)) {
                    recovery.refuseShortLog(new SessionWords(memory), verdict.scan());
                }
            }
            return "";
        } catch (H5Exception e) {
            return String.valueOf(e.getMessage());
        }
    }
}

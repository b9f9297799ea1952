package dev.tutti.hdf5;

import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.shared.Seal;
import dev.tutti.engine.wal.OutsideLook;
import dev.tutti.engine.wal.SessionInfo;
import dev.tutti.errors.H5Exception;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.HostLock;
import dev.tutti.storage.lock.HostLocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who has a file open in shared mode, and what its log holds, seen from outside.
 *
 * @param sealed whether commits may stand in the log alone; then programs other than Tutti refuse the file
 * @param processes who has it open
 * @param logBytes bytes of the files of its log
 * @param transactions commits since the first of them opened it; 0 if nobody has it open
 * @param locks who has the file's own lock (flock), which foreign programs take, too, as far as the system tells: {@code "pid 4711 (python3), shared"}; else empty
 * @param problem why the next one that opens the file will be refused; empty if it will not be, or while somebody has it open
 */
public record SharedStatus(
        boolean sealed, List<Member> processes, long logBytes, long transactions, String locks, String problem) {
    /**
     * One process.
     *
     * @param since when it opened the file
     * @param behind bytes of log since its oldest open snapshot, which cannot go before that ends; -1 if it has none
     */
    public record Member(long pid, Instant since, long behind) {}

    /** Copies the list. */
    public SharedStatus {
        processes = List.copyOf(processes);
    }

    /** Whether programs other than Tutti may read the file though commits stand in the log alone, which they do not see ({@link FileOptions#foreignReaders}). */
    public boolean openToReaders() {
        return !sealed && logBytes > 0 && problem.isEmpty();
    }

    /** The process whose snapshot holds most of the log; none if no snapshot is older than the newest commit. */
    public Optional<Member> oldestSnapshot() {
        return processes.stream().filter(member -> member.behind() > 0).max(Comparator.comparingLong(Member::behind));
    }

    /** Whether the locks of this JVM are those that the HDF5 C library takes, so that programs other than Tutti are kept out where they must be: with JNA, on Linux and macOS. */
    public static boolean locksStopForeignPrograms() {
        return HostLocks.hasFlock();
    }

    private static String holders(Storage storage, Path path) throws IOException {
        try (HostLock lock = storage.lock(path)) {
            String holders = lock.holders();
            return holders.equals("unknown") ? "" : holders;
        }
    }

    /** Whether those who had the file open have died: the next one that opens it goes on from what they committed. */
    public boolean left() {
        return processes.isEmpty() && (sealed || logBytes > 0);
    }

    static SharedStatus of(Path file, Storage storage) {
        Path path = FileOpener.canonical(storage, file);
        try {
            SessionInfo info = OutsideLook.at(storage, path, Seal::read);
            boolean sealed = info.state() == SessionInfo.State.SEALED;
            boolean alone = info.processes().isEmpty() && (sealed || info.logBytes() > 0);
            return new SharedStatus(
                    sealed,
                    info.processes().stream()
                            .map(member -> new Member(member.pid(), member.since(), member.behind()))
                            .toList(),
                    info.logBytes(),
                    info.processes().isEmpty() ? 0 : info.transactions(),
                    holders(storage, path),
                    alone ? OutsideLook.problem(storage, path, Seal::read) : "");
        } catch (IOException e) {
            throw new H5Exception(path + ": reading failed: " + e.getMessage(), e);
        }
    }
}

package dev.tutti.hdf5;

import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.shared.Seal;
import dev.tutti.engine.wal.OutsideLook;
import dev.tutti.engine.wal.SessionInfo;
import dev.tutti.errors.H5Exception;
import dev.tutti.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Who has a file open in shared mode, and what its log holds, seen from outside.
 *
 * @param sealed whether commits may stand in the log alone; then programs other than Tutti refuse the file
 * @param processes who has it open
 * @param logBytes bytes of the files of its log
 * @param transactions commits since the first of them opened it; 0 if nobody has it open
 * @param problem why the next one that opens the file will be refused; empty if it will not be, or while somebody has it open
 */
public record SharedStatus(boolean sealed, List<Member> processes, long logBytes, long transactions, String problem) {
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
                    alone ? OutsideLook.problem(storage, path, Seal::read) : "");
        } catch (IOException e) {
            throw new H5Exception(path + ": reading failed: " + e.getMessage(), e);
        }
    }
}

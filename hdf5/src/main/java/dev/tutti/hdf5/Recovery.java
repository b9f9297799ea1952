package dev.tutti.hdf5;

import dev.tutti.engine.live.SessionFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import dev.tutti.storage.lock.HostLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Makes a sound file of one that a writer left behind or that is damaged. The original is only read. First the bytes are copied and the marks
 * of the dead writer taken out; if the checker finds nothing wrong then, nothing is lost. Otherwise what can be read is copied object by object.
 */
public final class Recovery {
    private final Storage storage = new NioStorage();
    private final Path from;
    private final Path to;

    private Recovery(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Copies the longest consistent state of {@code from} to the new file {@code to}.
     *
     * @throws H5ExistsException if there is a file at {@code to}
     * @throws H5BusyException if a live writer is at work on {@code from}
     * @throws dev.tutti.errors.H5CorruptException if there is nothing to begin with: no superblock, no root group
     */
    public static RecoverReport copy(Path from, Path to) {
        if (!Files.isRegularFile(from)) {
            throw new H5NotFoundException(from + ": no such file");
        }
        if (Files.exists(to)) {
            throw new H5ExistsException(to + ": exists already; recover makes a new file");
        }
        Recovery recovery = new Recovery(from, to);
        try {
            recovery.refuseLiveWriter();
            return recovery.run();
        } catch (IOException e) {
            throw new H5Exception(from + ": recovery failed: " + e.getMessage(), e);
        }
    }

    private void refuseLiveWriter() throws IOException {
        Path session = SessionFile.beside(from);
        if (!Files.exists(session)) {
            return;
        }
        try (HostLock lock = storage.lock(session)) {
            if (!lock.tryLock(HostLock.Mode.SHARED)) {
                String holder = H5.status(from).writer();
                throw new H5BusyException(
                        from + ": " + (holder.isEmpty() ? "a live writer" : holder)
                                + " is writing it; there is nothing to recover while its writer lives",
                        holder.isEmpty() ? "unknown" : holder);
            }
        }
    }

    private RecoverReport run() throws IOException {
        Path work = to.resolveSibling(to.getFileName() + ".part");
        Path workSession = SessionFile.beside(work);
        try {
            Files.copy(from, work, StandardCopyOption.REPLACE_EXISTING);
            if (Files.exists(SessionFile.beside(from))) {
                Files.copy(SessionFile.beside(from), workSession, StandardCopyOption.REPLACE_EXISTING);
            }
            tidy(work);
            if (isClean(work)) {
                Files.move(work, to, StandardCopyOption.ATOMIC_MOVE);
                return new RecoverReport(RecoverReport.Way.AS_IT_STOOD, List.of());
            }
            List<String> lost = ObjectRescue.copy(work, to);
            return new RecoverReport(RecoverReport.Way.BY_OBJECTS, lost);
        } finally {
            Files.deleteIfExists(work);
            Files.deleteIfExists(workSession);
        }
    }

    /** Finishes what a Tutti writer had begun; takes the marks of any other writer out, and keeps all bytes that are there. */
    private void tidy(Path work) throws IOException {
        if (Files.exists(SessionFile.beside(work))) {
            try {
                H5.live(work).close();
                return;
            } catch (H5Exception e) {
                Files.deleteIfExists(
                        SessionFile.beside(work)); // not a Tutti writer's marks, or damage: go on with the bytes
            }
        }
        try (StoreFile store = storage.open(work, Storage.Mode.WRITE)) {
            SuperblockFile.Found found = SuperblockFile.find(store);
            Superblock superblock = found.superblock();
            long size = store.size();
            boolean marked = superblock.version() >= 3 && superblock.flags() != 0;
            if (marked || superblock.endOfFile() > size) {
                Superblock tidy = (marked ? superblock.withFlags(0) : superblock).withEndOfFile(size);
                store.write(
                        found.position(),
                        SuperblockFile.image(tidy, found.position()).bytes());
            }
        }
    }

    private static boolean isClean(Path work) {
        try {
            return H5.check(work).clean();
        } catch (H5Exception e) {
            return false;
        }
    }
}

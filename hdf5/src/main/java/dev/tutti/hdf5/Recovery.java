package dev.tutti.hdf5;

import dev.tutti.engine.live.LiveOpener;
import dev.tutti.engine.live.SessionFile;
import dev.tutti.engine.live.Standstill;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.engine.shared.LogBeside;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5CorruptException;
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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Makes a sound file of one that a writer left behind or that is damaged. The original is only read. First the bytes are copied and the marks
 * of the dead writer taken out; if the checker finds nothing wrong then, nothing is lost. Otherwise what can be read is copied object by object.
 */
public final class Recovery {
    /** For how long a file is watched whose marks may be those of a writer that holds no lock. */
    private static final long WATCHED_NANOS = 300_000_000;

    private final Storage storage = new NioStorage();
    private final Path from;
    private final Path to;
    private final Counts counts;
    private final List<String> given = new ArrayList<>();

    private Recovery(Path from, Path to, Counts counts) {
        this.from = from;
        this.to = to;
        this.counts = counts;
    }

    /**
     * Copies the longest consistent state of {@code from} to the new file {@code to}.
     *
     * @throws H5ExistsException if there is a file at {@code to}
     * @throws H5BusyException if a live writer is at work on {@code from}
     * @throws dev.tutti.errors.H5CorruptException if there is nothing to begin with: no superblock, no root group
     */
    public static RecoverReport copy(Path from, Path to) {
        return copy(from, to, Counts.BOTH);
    }

    static RecoverReport copy(Path from, Path to, Counts counts) {
        if (!Files.isRegularFile(from)) {
            throw new H5NotFoundException(from + ": no such file");
        }
        if (Files.exists(to)) {
            throw new H5ExistsException(to + ": exists already; recover makes a new file");
        }
        Recovery recovery = new Recovery(from, to, counts);
        try {
            recovery.refuseLiveWriter();
            return recovery.run();
        } catch (H5CorruptException e) {
            // Found in the copy that was worked on, which has gone by now.
            throw new H5CorruptException(from.toString(), e.address(), e.structure(), e.expected(), e.found(), e);
        } catch (IOException e) {
            throw new H5Exception(from + ": recovery failed: " + e.getMessage(), e);
        }
    }

    /**
     * Makes a file sound where it stands, after a copy of it was made at {@code backup}. The file's lock is taken first and held to the end, so that nobody who
     * locks can open the file between the look at who has it and the change. A live writer of the C library holds no lock: it is noticed only
     * if it writes while the backup is made.
     */
    static RecoverReport inPlace(Path file, Path backup, Counts counts) {
        if (!Files.isRegularFile(file)) {
            throw new H5NotFoundException(file + ": no such file");
        }
        if (Files.exists(backup)) {
            throw new H5ExistsException(backup + ": exists already; the backup is a new file");
        }
        Recovery recovery = new Recovery(file, file.resolveSibling(file.getFileName() + ".recovered"), counts);
        FileSettings settings =
                FileOptions.exclusive().lockTimeout(Duration.ZERO).settings();
        try (Standstill standstill = Standstill.of(file, settings)) {
            recovery.refuseSharing();
            recovery.backUp(backup);
            return recovery.mend(standstill);
        } catch (IOException e) {
            throw new H5Exception(file + ": recovery failed: " + e.getMessage(), e);
        }
    }

    /** What changes when anybody writes. */
    private record Stamp(long size, FileTime changed) {
        static Stamp of(Path file) throws IOException {
            return new Stamp(Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    private void backUp(Path backup) throws IOException {
        Path session = SessionFile.beside(from);
        Stamp before = Stamp.of(from);
        Files.copy(from, backup);
        for (Path segment : LogBeside.files(storage, canonical())) {
            Files.copy(segment, LogBeside.beside(backup, canonical(), segment));
        }
        if (Files.exists(session)) {
            Files.copy(session, SessionFile.beside(backup));
        } else if (H5.status(from).state() != LiveStatus.State.CLOSED) {
            LockSupport.parkNanos(WATCHED_NANOS);
        }
        if (!Stamp.of(from).equals(before)) {
            for (Path segment : LogBeside.files(storage, backup.toAbsolutePath())) {
                Files.deleteIfExists(segment);
            }
            Files.deleteIfExists(backup);
            Files.deleteIfExists(SessionFile.beside(backup));
            String holder = "a writer that holds no lock";
            throw new H5BusyException(
                    from + ": changed while the backup was made: by " + holder
                            + ", as a live writer of the C library; stop it first, or copy the file with H5.recover",
                    holder);
        }
    }

    private RecoverReport mend(Standstill standstill) throws IOException {
        if (isShared()) {
            RecoverReport report = run();
            Files.move(to, from, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            for (Path segment : LogBeside.files(storage, canonical())) {
                Files.deleteIfExists(segment); // its copy is beside the backup
            }
            return report;
        }
        if (!standstill.hasSession() || !goOn(from, standstill::goOn)) {
            unmark(from);
        }
        if (isClean(from)) {
            return asItStood(from);
        }
        try {
            RecoverReport report = rescued(from);
            Files.move(to, from, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return report;
        } finally {
            Files.deleteIfExists(to);
        }
    }

    private RecoverReport rescued(Path damaged) {
        List<String> lost = new ArrayList<>(given);
        // The copy that was worked on has gone when this is read.
        ObjectRescue.copy(damaged, to).forEach(line -> lost.add(line.replace(damaged + ":", from + ":")));
        return new RecoverReport(objects(to), RecoverReport.Way.BY_OBJECTS, lost);
    }

    private RecoverReport asItStood(Path file) {
        return new RecoverReport(objects(file), RecoverReport.Way.AS_IT_STOOD, given);
    }

    private static long objects(Path file) {
        try (H5File open = H5.open(file, FileOptions.snapshotOfLive())) {
            return open.walk().count();
        }
    }

    private Path canonical() throws IOException {
        return storage.canonical(from);
    }

    /** Whether shared mode left a log, or the mark of one. */
    private boolean isShared() throws IOException {
        return !LogBeside.files(storage, canonical()).isEmpty() || isSealed(from);
    }

    /** Whether it is sealed; not if it has no superblock any more. */
    private boolean isSealed(Path file) throws IOException {
        try {
            return LogBeside.isSealed(storage, file);
        } catch (H5CorruptException e) {
            return false;
        }
    }

    private void refuseSharing() throws IOException {
        if (!isShared()) {
            return;
        }
        List<SharedStatus.Member> there = membersOf(from);
        if (!there.isEmpty()) {
            String holder = "pid " + there.get(0).pid();
            throw new H5BusyException(
                    from + ": " + holder + " has it open in shared mode; there is nothing to recover while it lives",
                    holder);
        }
    }

    private List<SharedStatus.Member> membersOf(Path file) {
        try {
            return SharedStatus.of(file, storage).processes();
        } catch (H5CorruptException e) {
            return List.of();
        }
    }

    private void refuseLiveWriter() throws IOException {
        refuseSharing();
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
            if (isShared()) {
                layOver(work);
            } else {
                tidy(work);
            }
            if (isClean(work)) {
                Files.move(work, to, StandardCopyOption.ATOMIC_MOVE);
                return asItStood(to);
            }
            return rescued(work);
        } finally {
            Files.deleteIfExists(work);
            Files.deleteIfExists(workSession);
            deleteLog(work);
        }
    }

    private void deleteLog(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        for (Path segment : LogBeside.files(storage, absolute)) {
            Files.deleteIfExists(segment);
        }
        Files.deleteIfExists(absolute.resolveSibling(absolute.getFileName() + "-shm"));
    }

    /** Brings what the log holds into the copy, as opening it does, or goes without it, as {@code counts} says. */
    private void layOver(Path work) throws IOException {
        if (counts == Counts.FILE) {
            given.add("what the log alone held, as was asked for");
            unmark(work);
            return;
        }
        Path file = canonical();
        for (Path segment : LogBeside.files(storage, file)) {
            Files.copy(
                    segment,
                    LogBeside.beside(work.toAbsolutePath(), file, segment),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (counts == Counts.LOG) {
            LogBeside.sealAgain(storage, work.toAbsolutePath());
        }
        try (H5File open = H5.open(work, FileOptions.shared())) {
            open.root(); // the log is brought into the copy when it is closed
        }
    }

    /** Finishes what a Tutti writer had begun; takes the marks of any other writer out, and keeps all bytes that are there. */
    private void tidy(Path work) throws IOException {
        FileSettings settings = FileOptions.exclusive().settings();
        if (!Files.exists(SessionFile.beside(work)) || !goOn(work, () -> LiveOpener.open(work, settings))) {
            unmark(work);
        }
    }

    /** Goes on where a Tutti writer stopped, and ends; false if the marks are not of such a writer, or there is damage. */
    private static boolean goOn(Path file, Supplier<OpenFile> open) throws IOException {
        try {
            open.get().close();
            return true;
        } catch (H5Exception e) {
            Files.deleteIfExists(SessionFile.beside(file)); // The bytes have to do.
            return false;
        }
    }

    private void unmark(Path work) throws IOException {
        try (StoreFile store = storage.open(work, Storage.Mode.WRITE)) {
            SuperblockFile.Found found = SuperblockFile.find(store);
            Superblock superblock = found.superblock();
            long size = store.size();
            boolean marked = superblock.flags() != 0 && (superblock.version() >= 3 || superblock.isSealed());
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

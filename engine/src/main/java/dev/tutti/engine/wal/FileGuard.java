package dev.tutti.engine.wal;

import dev.tutti.errors.H5CorruptException;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Looks whether the file is still the one that this process opened, and as the session left it. Foreign programs can do what no mark prevents: delete it, put
 * another one in its place, cut it off, or take the seal off. What is committed and not yet in the file must then stay in the log, and
 * nothing of it may be written over what the foreign program made.
 */
final class FileGuard {
    private final Storage storage;
    private final Path path;
    private final StoreFile data;
    private final Session.Superblocks superblocks;
    private final SessionWords words;

    FileGuard(Storage storage, Path path, StoreFile data, Session.Superblocks superblocks, SessionWords words) {
        this.storage = storage;
        this.path = path;
        this.data = data;
        this.superblocks = superblocks;
        this.words = words;
    }

    /**
     * The superblock as it stands.
     *
     * @throws H5CorruptException if the file of that name is not the one that was opened, or was cut off
     */
    SealedSuperblock check() throws IOException {
        checkPlace();
        SealedSuperblock superblock;
        try {
            superblock = superblocks.read(data);
        } catch (H5CorruptException e) {
            throw foreign(e.address(), e.expected(), e.found() + ": another program changed or cut off the file");
        }
        long size = data.size();
        if (size < superblock.endOfFile()) {
            throw foreign(
                    superblock.position(),
                    superblock.endOfFile() + " bytes",
                    size + " bytes: another program cut it off");
        }
        return superblock;
    }

    /**
     * Looks only whether the file still has its name.
     *
     * @throws H5CorruptException if not
     */
    Path checkPlace() throws IOException {
        Object now = storage.identity(path);
        if (!data.identity().equals(now)) {
            throw foreign(
                    0,
                    "the file that this process opened",
                    now == null
                            ? "no file of that name: another program deleted or moved it"
                            : "another file: a program put it in its place");
        }
        return path;
    }

    /**
     * The same for a file that must be sealed, or may be plain because foreign readers are let in.
     *
     * @throws H5CorruptException also if it is not
     */
    SealedSuperblock checkSealed() throws IOException {
        SealedSuperblock superblock = check();
        boolean open = superblock.mark() == SealedSuperblock.Mark.PLAIN && words.foreignReaders();
        if (superblock.mark() != SealedSuperblock.Mark.SEALED && !open) {
            throw foreign(
                    superblock.position(),
                    "the seal that belongs to the log",
                    "none: another program (h5clear, or one that made the file anew) took it off");
        }
        return superblock;
    }

    /**
     * The same where another process may make the file plain meanwhile: {@code sealed} says whether it has not.
     *
     * @return whether it is still sealed
     */
    boolean isAsSealed(BooleanSupplier sealed) throws IOException {
        try {
            checkSealed();
            return true;
        } catch (H5CorruptException e) {
            if (sealed.getAsBoolean()) {
                checkSealed(); // once more: it may have been caught while another process wrote it
            }
            return sealed.getAsBoolean();
        }
    }

    /** The error that ended a session, for the next who calls. */
    static IOException again(IOException reason) {
        if (reason.getCause() instanceof H5CorruptException e) {
            throw new H5CorruptException(e.path(), e.address(), e.structure(), e.expected(), e.found(), e);
        }
        return new IOException(reason.getMessage(), reason);
    }

    /** Another program has changed the file though a log stands beside it. */
    H5CorruptException changed(long address, String difference) {
        return foreign(address, "the file as the log knows it", difference + ": another program changed it");
    }

    private H5CorruptException foreign(long address, String expected, String found) {
        return new H5CorruptException(
                path.toString(),
                address,
                "shared file",
                expected,
                found
                        + "; open the file anew; what was committed and had not reached the file is in the log beside it ("
                        + path.getFileName()
                        + "-wal.…), if there is one, and stays: tutti recover with --keep-main or --force-log",
                null);
    }
}

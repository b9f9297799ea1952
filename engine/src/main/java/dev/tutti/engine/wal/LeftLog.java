package dev.tutti.engine.wal;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A log that lies beside a plain file. Nobody may read past commits that stand there alone. */
public final class LeftLog {
    private static final int LOOKS = 3;
    private static final long PAUSE_NANOS = 20_000_000;

    private LeftLog() {}

    /** Whether processes have joined that may have a log beside a file without a seal. Takes no lock. */
    public static boolean isInUse(Storage storage, Path path) throws IOException {
        return storage.exists(Membership.memoryPath(path))
                && !SegmentList.of(storage, path).isEmpty();
    }

    /**
     * Whether a log with commits lies beside a plain file and belongs to it: then only a session reads the newest version. Takes no lock: processes may seal
     * the file and make it plain meanwhile, so what looks wrong is looked at again.
     *
     * @throws dev.tutti.errors.H5CorruptException if a foreign program took the seal off and changed the file; nothing was touched
     */
    public static boolean counts(Storage storage, Path path, StoreFile data, Session.Superblocks superblocks)
            throws IOException {
        SessionSettings settings = SessionSettings.standard(Duration.ZERO);
        for (int look = 1; !SegmentList.of(storage, path).isEmpty(); look++) {
            if (superblocks.read(data).mark() == SealedSuperblock.Mark.SEALED) {
                return true;
            }
            try {
                return !new Recovery(storage, path, data, superblocks, settings)
                        .examine()
                        .closed();
            } catch (IOException | RuntimeException e) {
                if (look == LOOKS) {
                    throw e;
                }
            }
            storage.pause(PAUSE_NANOS);
        }
        return false;
    }
}

package dev.tutti.hdf5;

import dev.tutti.engine.live.SessionFile;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.live.PublicationRecord;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody writes a file, as its marks say.
 *
 * @param state what the marks say
 * @param version the version last published by a Tutti writer, 0 if none ever was
 * @param published when that was, or null
 * @param writer who writes it, if that is known: pid, host, since; else empty
 * @param flags consistency flags of the superblock
 */
public record LiveStatus(State state, long version, @Nullable Instant published, String writer, int flags) {
    /** What the marks in the superblock say. */
    public enum State {
        /** Nobody has it open for writing, or its format has no marks. */
        CLOSED,
        /** A live (SWMR) writer has it, or died. */
        LIVE,
        /** A writer that nobody may read along has it, or died. */
        WRITING
    }

    /** Whether a live writer has the file. */
    public boolean live() {
        return state == State.LIVE;
    }

    /** What the marks of a file say; takes no lock. */
    static LiveStatus of(Path path, Storage storage) {
        if (FileOpener.isInParts(path, FileOptions.readOnly().storage(storage).settings())) {
            return new LiveStatus(State.CLOSED, 0, null, "", 0); // such files are never written live
        }
        try (StoreFile store = FileOpener.openStore(storage, path, Storage.Mode.READ)) {
            SuperblockFile.Found found = SuperblockFile.find(store);
            int flags = found.superblock().version() >= 3 ? found.superblock().flags() : 0;
            State state = (flags & Superblock.SWMR) != 0
                    ? State.LIVE
                    : (flags & Superblock.WRITER) != 0 ? State.WRITING : State.CLOSED;
            ByteBuffer page = ByteBuffer.allocate(PublicationRecord.PAGE);
            store.read(0, page);
            PublicationRecord record = found.position() == 0 ? PublicationRecord.newest(page.flip()) : null;
            SessionFile.Owner owner = state == State.CLOSED ? null : SessionFile.owner(storage, path);
            Instant published = record == null
                    ? null
                    : Instant.ofEpochSecond(record.time() / 1_000_000_000L, record.time() % 1_000_000_000L);
            return new LiveStatus(
                    state,
                    record == null ? 0 : record.version(),
                    published,
                    owner == null ? "" : owner.describe(),
                    flags);
        } catch (IOException e) {
            throw new H5Exception(path + ": reading failed: " + e.getMessage(), e);
        }
    }
}

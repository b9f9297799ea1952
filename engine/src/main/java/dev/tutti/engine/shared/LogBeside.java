package dev.tutti.engine.shared;

import dev.tutti.engine.wal.SealedSuperblock;
import dev.tutti.engine.wal.SegmentList;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.log.SegmentHeader;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The log beside a file that nobody has open, for those who mend it. */
public final class LogBeside {
    private LogBeside() {}

    /** Its files. */
    public static List<Path> files(Storage storage, Path path) throws IOException {
        return SegmentList.of(storage, path).all();
    }

    /** Where that file of the log of {@code path} belongs beside a copy. */
    public static Path beside(Path copy, Path path, Path segment) {
        String name = String.valueOf(segment.getFileName());
        return copy.resolveSibling(copy.getFileName()
                + name.substring(String.valueOf(path.getFileName()).length()));
    }

    /** Whether the file is sealed. */
    public static boolean isSealed(Storage storage, Path path) throws IOException {
        try (StoreFile data = storage.open(path, Storage.Mode.READ)) {
            return Seal.read(data).mark() == SealedSuperblock.Mark.SEALED;
        }
    }

    /**
     * Puts the superblock that the log knows back, with the seal: the log counts from now on, whatever a foreign program did to the file.
     *
     * @throws H5NotFoundException if there is no log
     */
    public static void sealAgain(Storage storage, Path path) throws IOException {
        List<SegmentList.Segment> live = SegmentList.of(storage, path).live();
        if (live.isEmpty()) {
            throw new H5NotFoundException(path + ": there is no log beside it that could count");
        }
        SegmentHeader header = live.get(0).header();
        try (StoreFile data = storage.open(path, Storage.Mode.WRITE)) {
            if (data.size() < header.endOfFile()) {
                data.resize(header.endOfFile());
            }
            data.write(header.superblockAddress(), ByteBuffer.wrap(header.superblock()));
            data.write(
                    header.superblockAddress(),
                    Seal.read(data).sealed(header.endOfFile()).bytes().duplicate());
            data.force();
        }
    }
}

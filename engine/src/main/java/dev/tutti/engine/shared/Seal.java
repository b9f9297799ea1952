package dev.tutti.engine.shared;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.engine.wal.SealedSuperblock;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.StoreFile;
import java.nio.ByteBuffer;

/**
 * The marks by which a superblock keeps foreign programs out (format specification II.A, "File Consistency Flags").
 *
 * <p>Bit 1, which HDF5 does not use, says that it was Tutti. Superblocks of version 3 get bit 0 with it, "open for writing": the C library refuses such
 * a file with a message that names it. It does not look at that bit in older versions, so these get bit 7, an unknown one, which it refuses
 * everywhere.
 */
public final class Seal implements SealedSuperblock {
    private final SuperblockFile.Found found;

    private Seal(SuperblockFile.Found found) {
        this.found = found;
    }

    /** Reads the superblock as it stands. */
    public static Seal read(StoreFile file) {
        return new Seal(SuperblockFile.find(file));
    }

    /** The superblock without a seal. */
    public Superblock superblock() {
        return found.superblock()
                .withFlags(mark() == Mark.SEALED ? 0 : found.superblock().flags() & ~Superblock.SHARED);
    }

    @Override
    public Mark mark() {
        if (found.superblock().isSealed()) {
            return Mark.SEALED;
        }
        // Bit 1 alone is what h5clear leaves of a seal; the C library does not mind it.
        int flags = found.superblock().flags() & ~Superblock.SHARED;
        return flags == 0 || found.superblock().version() < 3 ? Mark.PLAIN : Mark.FOREIGN;
    }

    @Override
    public long endOfFile() {
        return found.superblock().endOfFile();
    }

    @Override
    public long position() {
        return found.position();
    }

    @Override
    public int version() {
        return found.superblock().version();
    }

    @Override
    public byte[] bytes() {
        ByteBuffer image = SuperblockFile.image(superblock(), found.position()).bytes();
        byte[] bytes = new byte[image.remaining()];
        image.get(image.position(), bytes);
        return bytes;
    }

    @Override
    public int sealValue() {
        return found.superblock().version() >= 3
                ? Superblock.WRITER | Superblock.SHARED
                : Superblock.UNKNOWN | Superblock.SHARED;
    }

    @Override
    public BlockImage sealed(long endOfFile) {
        return SuperblockFile.image(superblock().withFlags(sealValue()).withEndOfFile(endOfFile), found.position());
    }

    @Override
    public BlockImage plain(long endOfFile) {
        return SuperblockFile.image(superblock().withEndOfFile(endOfFile), found.position());
    }
}

package dev.tutti.engine.wal;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;

/** What the log has to know of HDF5: the superblock, whose marks keep foreign programs out while changes stand in the log alone. */
public interface SealedSuperblock {
    /** What its marks say. */
    enum Mark {
        /** Nobody is at work: any HDF5 program may open the file. */
        PLAIN,
        /** Sealed by Tutti: there must be a log. */
        SEALED,
        /** Another program is at work, or died at it. */
        FOREIGN
    }

    /** What it says. */
    Mark mark();

    /** Absolute end of allocation that it says. */
    long endOfFile();

    /** Absolute position at which it stands. */
    long position();

    /** Its version. */
    int version();

    /** Its bytes, without a seal. */
    byte[] bytes();

    /** Value of the flags when sealed. */
    int sealValue();

    /** Its bytes at their place, sealed, with an end of allocation. */
    BlockImage sealed(long endOfFile);

    /** Its bytes at their place, plain, with an end of allocation. */
    BlockImage plain(long endOfFile);

    /** Writes it sealed, with an end of allocation. */
    default void seal(StoreFile file, long endOfFile) throws IOException {
        write(file, sealed(endOfFile));
    }

    /** Writes it plain, with an end of allocation. */
    default void unseal(StoreFile file, long endOfFile) throws IOException {
        write(file, plain(endOfFile));
    }

    /** Once more if it fails: a write that was broken off in the middle would leave a file that nobody can open. */
    private static void write(StoreFile file, BlockImage image) throws IOException {
        try {
            file.write(image.position(), image.bytes().duplicate());
        } catch (IOException e) {
            file.write(image.position(), image.bytes().duplicate());
        }
    }
}

package dev.tutti.engine.wal;

import dev.tutti.engine.commit.BlockImage;

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
}

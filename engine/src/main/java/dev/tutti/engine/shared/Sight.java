package dev.tutti.engine.shared;

import dev.tutti.engine.object.OpenFile;

/** What somebody sees of a shared file: a version, or what a transaction makes of one. */
public interface Sight {
    /** The file as it is seen. */
    OpenFile file();

    /** The commit point; 0 for a file that is read as it stands. */
    long number();

    /** Addresses mean the same in two sights of equal generation, unless their objects were deleted in between. */
    Object generation();

    /** Whether the object that stood at an address in version {@code since} of this generation is gone. */
    boolean isGone(long address, long since);
}

package dev.tutti.hdf5;

/** What counts where a file and the log of shared mode beside it have come apart. */
public enum Counts {
    /** The file with what its log holds; refused where the two do not belong together. */
    BOTH,
    /** The file as it stands; what only the log holds is given up, and the log is kept beside the backup. */
    FILE,
    /** The log: its commits are brought into the file, whatever another program did to it. */
    LOG
}

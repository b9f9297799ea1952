package dev.tutti.server.file;

import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveStatus;
import java.nio.file.Path;

/** In a word, what is going on with a file. */
public final class FileState {
    private FileState() {}

    /** "live", "shared", "writing" or "quiet"; one that is no HDF5 file, or is damaged, is "unreadable". */
    public static String of(Path file) {
        try {
            LiveStatus status = H5.status(file);
            if (status.state() != LiveStatus.State.CLOSED) {
                return status.live() ? "live" : H5.shared(file).sealed() ? "shared" : "writing";
            }
            return H5.shared(file).processes().isEmpty() ? "quiet" : "shared";
        } catch (RuntimeException e) {
            return "unreadable";
        }
    }
}

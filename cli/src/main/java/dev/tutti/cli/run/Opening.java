package dev.tutti.cli.run;

import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How commands open files: to look, without disturbing a live writer; to change, as the only user. */
public final class Opening {
    private static final Duration WAIT = Duration.ofSeconds(3);

    private Opening() {}

    /** Opens a file to look at it: one version of a live file, or a quiet file under a shared lock. */
    public static H5File toLook(Path file) {
        LiveStatus status = H5.status(file);
        return status.live()
                ? H5.open(file, FileOptions.snapshotOfLive())
                : H5.open(file, FileOptions.shared().lockTimeout(WAIT));
    }

    /** Opens a file to change it. */
    public static H5File toChange(Path file) {
        return H5.open(file, FileOptions.shared().lockTimeout(WAIT));
    }

    /** Opens a file to change it, or makes it if there is none. */
    public static H5File toChangeOrMake(Path file) {
        return Files.exists(file) ? toChange(file) : H5.create(file);
    }
}

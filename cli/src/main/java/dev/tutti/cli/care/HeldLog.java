package dev.tutti.cli.care;

import dev.tutti.cli.text.Sizes;
import dev.tutti.hdf5.SharedStatus;
import java.util.Optional;

/** Who keeps the log of a shared file from shrinking. */
final class HeldLog {
    private HeldLog() {}

    /** One sentence, if somebody does. */
    static Optional<String> describe(SharedStatus status) {
        return status.oldestSnapshot()
                .map(oldest -> "pid " + oldest.pid() + " holds a snapshot that is " + Sizes.bytes(oldest.behind())
                        + " of log behind: until it is closed, the log (" + Sizes.bytes(status.logBytes())
                        + ") does not shrink and the file does not become plain");
    }
}

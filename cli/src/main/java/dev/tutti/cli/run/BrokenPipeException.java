package dev.tutti.cli.run;

import java.io.Serial;

/** Nobody reads standard output any longer; the command ends in silence. */
final class BrokenPipeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;
}

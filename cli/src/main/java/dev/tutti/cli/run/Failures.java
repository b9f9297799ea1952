package dev.tutti.cli.run;

import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5ConflictException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TimeoutException;
import dev.tutti.table.TableConflictException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** From an exception to one line and an exit status. */
public final class Failures {
    private static final String CHECK_HINT = " (tutti check lists all damage)";
    private static final String RECOVER_HINT = "(tutti recover copies what is left)";
    private static final String NO_SIGNATURE = "expected an HDF5 file (signature";
    private static final Pattern HALF_A_SLICE = Pattern.compile("no object at '[^']*\\[[^]']*'");

    private Failures() {}

    /** Prints the one line, or the stack trace if wanted, and returns the status to leave with. */
    public static int report(Console console, String command, Throwable failure, boolean traced) {
        if (failure instanceof BrokenPipeException) {
            return ExitStatus.BROKEN_PIPE;
        }
        console.err().println("tutti" + (command.isEmpty() ? "" : " " + command) + ": " + line(failure));
        if (traced) {
            failure.printStackTrace(console.err());
        }
        return status(failure);
    }

    private static String line(Throwable failure) {
        if (failure instanceof NoSuchFileException missing && missing.getFile() != null) {
            Path folder = Path.of(missing.getFile()).getParent();
            return folder == null || Files.isDirectory(folder)
                    ? missing.getFile() + ": no such file"
                    : folder + ": no such folder";
        }
        if (failure instanceof FileNotFoundException) {
            return failure.getMessage() + ": no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return failure.getMessage() + ": permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return failure.getMessage() + ": exists already";
        }
        if (failure instanceof FileSystemException || failure.getMessage() == null) {
            return failure.toString();
        }
        Throwable cause = failure.getCause();
        if (failure.getClass() == UncheckedIOException.class && cause != null) {
            return line(cause);
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory: take a slice, or give more with TUTTI_JAVA_OPTS=-Xmx4g";
        }
        String message = JavaWords.toCommands(words(failure.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ")));
        return message + why(failure, message);
    }

    /** The message, with the one hint that helps. */
    private static String words(String message) {
        if (HALF_A_SLICE.matcher(message).find()) {
            return message + "; a slice ends with ]";
        }
        if (message.contains(NO_SIGNATURE)) {
            return message.replaceFirst("damaged file at byte 0: expected", "expected")
                    .replace(CHECK_HINT, "");
        }
        return message.contains(RECOVER_HINT) ? message.replace(CHECK_HINT, "") : message;
    }

    /** What the system said, where the message does not: that it is not permitted, that no space is left. */
    private static String why(Throwable failure, String message) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof FileSystemException known) {
                String reason = known instanceof AccessDeniedException
                        ? "permission denied"
                        : known instanceof NoSuchFileException ? "no such file or folder" : known.getReason();
                boolean told = reason == null
                        || message.contains(reason)
                        || message.contains(known.getClass().getSimpleName());
                return told ? "" : ": " + reason;
            }
        }
        return "";
    }

    /** The status to leave with. */
    public static int status(Throwable failure) {
        if (failure instanceof CommandFailure known) {
            return known.status();
        }
        if (failure instanceof H5NotFoundException || failure instanceof NoSuchFileException) {
            return ExitStatus.NOT_FOUND;
        }
        if (failure instanceof H5BusyException || failure instanceof H5TimeoutException) {
            return ExitStatus.BUSY;
        }
        if (failure instanceof H5CorruptException) {
            return ExitStatus.DAMAGED;
        }
        if (failure instanceof H5ConflictException || failure instanceof TableConflictException) {
            return ExitStatus.CONFLICT;
        }
        if (failure instanceof IndexOutOfBoundsException || failure instanceof IllegalArgumentException) {
            return ExitStatus.USAGE;
        }
        if (failure instanceof UncheckedIOException && failure.getCause() instanceof NoSuchFileException) {
            return ExitStatus.NOT_FOUND;
        }
        return ExitStatus.FAILED;
    }
}

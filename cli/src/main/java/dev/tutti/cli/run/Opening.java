package dev.tutti.cli.run;

import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How commands open files: to look, without disturbing a live writer; to change, as the only user. */
public final class Opening {
    private static final Duration WAIT = Duration.ofSeconds(3);

    private static final Pattern URL = Pattern.compile("(https?):/+(.+)");

    private Opening() {}

    /** The URL that a word of the command line is; a path keeps one of its slashes. */
    public static Optional<URI> url(Path file) {
        Matcher url = URL.matcher(file.toString());
        if (!url.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(url.group(1) + "://" + url.group(2)));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(file + " is no URL: " + e.getMessage());
        }
    }

    /** Opens a file to look at it: one version of a live file, a quiet file under a shared lock, or what a URL leads to. */
    public static H5File toLook(Path file) {
        Optional<URI> url = url(file);
        if (url.isPresent()) {
            return H5.open(url.get());
        }
        LiveStatus status = H5.status(file);
        return status.live()
                ? H5.open(file, FileOptions.snapshotOfLive())
                : H5.open(file, FileOptions.shared().lockTimeout(WAIT));
    }

    /** Opens a file to change it. */
    public static H5File toChange(Path file) {
        url(file).ifPresent(url -> {
            throw CommandFailure.usage(url + ": what a web server has is only read; copy it to a file first");
        });
        refuseReadOnly(file);
        return H5.open(file, FileOptions.shared().lockTimeout(WAIT));
    }

    /** Says in the words of the command line what this user may not do. */
    private static void refuseReadOnly(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isRegularFile(file) && !Files.isWritable(file)) {
            throw new CommandFailure(ExitStatus.FAILED, file + ": may only be read by this user");
        }
        if (Files.isRegularFile(file) && folder != null && !Files.isWritable(folder)) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    file + ": its folder may only be read by this user, and a change needs a log beside the file");
        }
    }

    /** Changes a file, or makes it if there is none: all that {@code body} does is done, or nothing of it. If others change the file meanwhile, {@code body} may run more than once. */
    public static void change(Path file, Consumer<H5File> body) {
        if (Files.exists(file) || url(file).isPresent()) {
            try (H5File changed = toChange(file)) {
                changed.update(transaction -> body.accept(changed));
            }
            return;
        }
        boolean done = false;
        try {
            try (H5File made = H5.create(file)) {
                body.accept(made);
            }
            done = true;
        } finally {
            if (!done) {
                remove(file);
            }
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            return; // what has failed before is what the user is told
        }
    }

    /** Opens a file to change it, or makes it if there is none. */
    public static H5File toChangeOrMake(Path file) {
        return Files.exists(file) || url(file).isPresent() ? toChange(file) : H5.create(file);
    }
}

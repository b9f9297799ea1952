package dev.tutti.hdf5;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.object.Copying;
import dev.tutti.engine.object.CreationOrder;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.FileSpaceSettings;
import dev.tutti.engine.object.NewFile;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Writes all that a file holds into a new one, without holes. The new file is made under a name of its own, checked and compared with the old one, and only then gets
 * its name, in one step: whatever stops it leaves the old file as it was.
 */
final class Repacking {
    private final Path from;
    private final Path to;
    private final RepackOptions options;
    private final Path work;

    private Repacking(Path from, Path to, RepackOptions options) {
        this.from = from;
        this.to = to;
        this.options = options;
        Path absolute = to.toAbsolutePath();
        this.work = absolute.resolveSibling(absolute.getFileName() + ".part");
    }

    static RepackReport run(Path from, Path to, RepackOptions options) {
        Repacking repacking = new Repacking(from, to, options);
        try {
            return repacking.isInPlace() ? repacking.inPlace() : repacking.apart();
        } catch (IOException e) {
            throw new H5Exception(from + ": repacking failed: " + e.getMessage() + "; the file is as it was", e);
        }
    }

    private boolean isInPlace() throws IOException {
        return Files.exists(from) && Files.exists(to) && Files.isSameFile(from, to);
    }

    private RepackReport apart() throws IOException {
        if (Files.exists(to)) {
            throw new H5ExistsException(
                    to + ": exists already; repack makes a new file, or changes a file in its place");
        }
        try {
            RepackReport report = Once.reading(from, this::write);
            Files.move(work, to, StandardCopyOption.ATOMIC_MOVE);
            secure();
            return report;
        } finally {
            Files.deleteIfExists(work);
        }
    }

    /** Who reads keeps writers out until the new file has its name; others who read go on with the old one. */
    private RepackReport inPlace() throws IOException {
        try (H5File source = H5.open(
                from,
                FileOptions.readOnly().lockTimeout(options.target().settings().lockTimeout()))) {
            List<SharedStatus.Member> there = H5.shared(from).processes();
            if (!there.isEmpty()) {
                String holder = "pid " + there.get(0).pid();
                throw new H5BusyException(
                        from + ": " + holder
                                + " has it open in shared mode and would go on in the old file; repack into another file, or wait",
                        holder);
            }
            RepackReport report = write(source);
            Files.move(work, from.toRealPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            secure();
            return report;
        } finally {
            Files.deleteIfExists(work);
        }
    }

    private void secure() throws IOException {
        Path folder = to.toAbsolutePath().getParent();
        if (folder != null) {
            options.target().settings().storage().forceDirectory(folder);
        }
    }

    /** What stands before the superblock is the user's, and comes along. */
    private void copyUserBlock(long length) throws IOException {
        if (length == 0) {
            return;
        }
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(work, StandardOpenOption.WRITE)) {
            for (long at = 0; at < length; ) {
                at += in.transferTo(at, length - at, out.position(at));
            }
            out.force(false);
        }
    }

    private RepackReport write(H5File source) {
        try {
            Files.deleteIfExists(work); // of a run that was killed
            long objects;
            CreationOrder order = source.open()
                    .consistently(view -> CreationOrder.of(
                            ObjectHeader.load(view, source.root().address())));
            FileSettings settings = options.target().settings();
            NewFile like = settings.made();
            long userBlock = like.userBlock() != 0
                    ? like.userBlock()
                    : source.open().reader().base();
            FileSpaceSettings space = like.space().equals(FileSpaceSettings.STANDARD)
                    ? FileSpaceSettings.of(source.open())
                    : like.space();
            NewFile fresh = new NewFile(like.compat(), userBlock, order, space);
            OpenFile made = FileOpener.create(work, settings.withMade(fresh), false);
            try {
                Copying.copyAll(source.open(), made, options::remake);
            } finally {
                made.close();
            }
            copyUserBlock(Math.min(userBlock, source.open().reader().base()));
            List<String> problems = H5.check(work, FileOptions.readOnly()).problems();
            if (!problems.isEmpty()) {
                throw new H5CorruptException(from.toString(), -1, "repacked file", "no problem", problems.get(0), null);
            }
            try (H5File target = H5.open(work, FileOptions.readOnly())) {
                objects = new Comparison(source, target, options.isLossy()).run();
            }
            return new RepackReport(objects, Files.size(from), Files.size(work));
        } catch (IOException e) {
            throw new H5Exception(from + ": repacking failed: " + e.getMessage() + "; the file is as it was", e);
        }
    }
}

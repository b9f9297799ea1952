package dev.tutti.hdf5;

import dev.tutti.engine.check.FileChecker;
import dev.tutti.engine.check.Problem;
import dev.tutti.engine.live.FollowSession;
import dev.tutti.engine.live.LiveOpener;
import dev.tutti.engine.live.SessionFile;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.SuperblockFile;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.format.live.PublicationRecord;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where everything begins: makes, opens, follows and checks files, and reads or writes one thing in one line.
 *
 * <p>The one-liners open the file, work, and close it; where somebody else has the file they wait, up to ten seconds. They are safe from any
 * thread and any process.
 */
public final class H5 {
    /** A dimension that grows without bound. */
    public static final long UNLIMITED = -1;

    private H5() {}

    /**
     * Makes a new file; the caller is its only user until it is closed.
     *
     * @throws H5ExistsException if a file stands there already
     */
    public static H5File create(Path path) {
        return create(path, FileOptions.exclusive());
    }

    /** Makes a new file with options. */
    public static H5File create(Path path, FileOptions options) {
        return new H5File(FileOpener.create(path, options.settings(), false), path);
    }

    /**
     * Opens a file to read it.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is none
     * @throws dev.tutti.errors.H5BusyException if a writer has it and does not let go in time
     * @throws dev.tutti.errors.H5CorruptException if it is no HDF5 file or is damaged
     */
    public static H5File open(Path path) {
        return open(path, FileOptions.readOnly());
    }

    /** Opens a file as the options say. */
    public static H5File open(Path path, FileOptions options) {
        try {
            return switch (options.access()) {
                case READ -> new H5File(FileOpener.read(path, options.settings()), path);
                case EXCLUSIVE -> new H5File(FileOpener.exclusive(path, options.settings()), path);
                case SNAPSHOT -> new H5File(FollowSession.snapshot(path, options.settings()), path);
            };
        } catch (H5BusyException e) {
            throw named(e, path, options.settings().storage());
        }
    }

    /** The marks in a file say that it is live; who writes it stands beside it. */
    private static H5BusyException named(H5BusyException busy, Path path, Storage storage) {
        SessionFile.Owner owner = SessionFile.owner(storage, path);
        return owner == null
                ? busy
                : new H5BusyException(busy.getMessage() + "; the writer is " + owner.describe(), owner.describe());
    }

    /** Opens a file as its live writer; makes it if there is none, goes on where a writer that died has stopped. */
    public static LiveWriter live(Path path) {
        return live(path, LiveOptions.defaults());
    }

    /** Opens a file as its live writer, with options. */
    public static LiveWriter live(Path path, LiveOptions options) {
        return new LiveWriter(new H5File(LiveOpener.open(path, options.file().settings()), path));
    }

    /** Follows a live file; waits until it is there. */
    public static Follower follow(Path path) {
        return follow(path, FollowOptions.defaults());
    }

    /** Follows a live file, with options. */
    public static Follower follow(Path path, FollowOptions options) {
        return new Follower(path, options);
    }

    /** Opens a file to change it, or makes it if there is none. */
    private static H5File change(Path path) {
        try {
            return new NioStorage().exists(path) ? open(path, FileOptions.exclusive()) : create(path);
        } catch (H5ExistsException e) {
            return open(path, FileOptions.exclusive()); // somebody else made it meanwhile
        }
    }

    /** Writes a value to a path of a file, in place of what stood there; file and groups are made where they are missing. */
    public static void write(Path path, String name, Object value) {
        JavaValue.of(value);
        try (H5File file = change(path)) {
            if (file.contains(name)) {
                file.delete(name);
            }
            file.put(name, value);
        }
    }

    /** Reads the dataset at a path of a file as {@code type}. */
    public static <T> T read(Path path, String name, Class<T> type) {
        try (H5File file = open(path, readable(path))) {
            return file.dataset(name).read(type);
        }
    }

    /** Names of the links of a group, sorted. */
    public static List<String> list(Path path, String group) {
        try (H5File file = open(path, readable(path))) {
            return file.group(group).names();
        }
    }

    /** Whether a path of a file leads to an object; false if there is no file. */
    public static boolean exists(Path path, String name) {
        if (!new NioStorage().exists(path)) {
            return false;
        }
        try (H5File file = open(path, readable(path))) {
            return file.contains(name);
        }
    }

    /** Removes the object at a path of a file. */
    public static void delete(Path path, String name) {
        try (H5File file = open(path, FileOptions.exclusive())) {
            file.delete(name);
        }
    }

    /** Gives an object of a file another path. */
    public static void move(Path path, String from, String to) {
        try (H5File file = open(path, FileOptions.exclusive())) {
            file.move(from, to);
        }
    }

    /** Attributes of the object at a path of a file, with their values. */
    public static Map<String, @Nullable Object> attrs(Path path, String name) {
        try (H5File file = open(path, readable(path))) {
            return file.get(name).attrs().toMap();
        }
    }

    /** A live file is read at its newest version; another one is opened for reading. */
    private static FileOptions readable(Path path) {
        return status(path).live() ? FileOptions.snapshotOfLive() : FileOptions.readOnly();
    }

    /** Looks at every structure of a file without changing it. A live file is looked at as it stands. */
    public static CheckReport check(Path path) {
        return check(path, FileOptions.snapshotOfLive());
    }

    /** Looks at every structure of a file without changing it. */
    public static CheckReport check(Path path, FileOptions options) {
        try (H5File file = open(path, options)) {
            FileChecker.Result result = FileChecker.check(file.open());
            return new CheckReport(
                    result.problems().stream().map(Problem::toString).toList(),
                    result.groups(),
                    result.datasets(),
                    result.chunks(),
                    result.usedEnd());
        }
    }

    /**
     * Copies the longest consistent state of a file that is damaged, cut off, or left by a writer that died, to a new file. The original is only read.
     *
     * @throws H5ExistsException if there is a file at {@code out}
     * @throws dev.tutti.errors.H5BusyException if a live writer is at work on the file
     * @throws dev.tutti.errors.H5CorruptException if there is nothing to begin with: no superblock, no root group
     */
    public static RecoverReport recover(Path damaged, Path out) {
        return Recovery.copy(damaged, out);
    }

    /**
     * Makes a file sound where it stands: copies it to {@code backup}, finishes what a live writer that died was changing, takes its marks out and sets the
     * end of allocation so that nothing is lost; where there is damage beyond that, what can be read takes the place of the file. The file's lock is held from
     * the first look to the end.
     *
     * <p>A live (SWMR) writer of the C library, h5py's included, holds no lock while it works. It is refused only if it writes while the backup is made:
     * make sure that it has ended, because nothing else can tell a dead one from one that waits.
     *
     * @throws H5ExistsException if there is a file at {@code backup}
     * @throws dev.tutti.errors.H5BusyException if the writer may be alive, or anybody else has the file open; the file is as it was
     */
    public static RecoverReport recoverInPlace(Path damaged, Path backup) {
        return Recovery.inPlace(damaged, backup);
    }

    /** What the marks of a file say about who writes it. */
    public static LiveStatus status(Path path) {
        return status(path, new NioStorage());
    }

    static LiveStatus status(Path path, Storage storage) {
        try (StoreFile store = FileOpener.openStore(storage, path, Storage.Mode.READ)) {
            SuperblockFile.Found found = SuperblockFile.find(store);
            int flags = found.superblock().version() >= 3 ? found.superblock().flags() : 0;
            LiveStatus.State state = (flags & Superblock.SWMR) != 0
                    ? LiveStatus.State.LIVE
                    : (flags & Superblock.WRITER) != 0 ? LiveStatus.State.WRITING : LiveStatus.State.CLOSED;
            ByteBuffer page = ByteBuffer.allocate(PublicationRecord.PAGE);
            store.read(0, page);
            PublicationRecord record = found.position() == 0 ? PublicationRecord.newest(page.flip()) : null;
            SessionFile.Owner owner = state == LiveStatus.State.CLOSED ? null : SessionFile.owner(storage, path);
            Instant published = record == null
                    ? null
                    : Instant.ofEpochSecond(record.time() / 1_000_000_000L, record.time() % 1_000_000_000L);
            return new LiveStatus(
                    state,
                    record == null ? 0 : record.version(),
                    published,
                    owner == null ? "" : owner.describe(),
                    flags);
        } catch (IOException e) {
            throw new H5Exception(path + ": reading failed: " + e.getMessage(), e);
        }
    }
}

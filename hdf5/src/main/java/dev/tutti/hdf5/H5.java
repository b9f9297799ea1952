package dev.tutti.hdf5;

import dev.tutti.engine.check.FileChecker;
import dev.tutti.engine.check.Problem;
import dev.tutti.engine.live.FollowSession;
import dev.tutti.engine.live.LiveOpener;
import dev.tutti.engine.live.SessionFile;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.Resolver;
import dev.tutti.engine.shared.ReadOnlyFile;
import dev.tutti.engine.shared.SharedFile;
import dev.tutti.errors.H5BusyException;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.http.HttpSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where everything begins: makes, opens, follows and checks files, and reads or writes one thing in one line.
 *
 * <p>The one-liners take a path as their first argument and leave no file open. They are safe from any thread and any process: where somebody else has the
 * file they wait, up to thirty seconds, and throw {@link H5BusyException} then. One that changes makes its whole change, or throws and has changed nothing.
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

    /**
     * Makes a new file with options. With {@link FileOptions#shared()} others may come in at once; to fill a new file with much data {@link
     * FileOptions#exclusive()} is faster.
     */
    public static H5File create(Path path, FileOptions options) {
        if (options.access() == FileOptions.Access.SHARED) {
            FileOpener.create(path, options.settings(), false).close();
            return open(path, options);
        }
        return new H5File(FileOpener.create(path, options.settings(), false), path);
    }

    /**
     * Opens a file to read and change it, together with any number of other threads and processes ({@link FileOptions#shared()}).
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is none
     * @throws dev.tutti.errors.H5BusyException if a writer has it that is not in shared mode, and does not let go in time
     * @throws dev.tutti.errors.H5CorruptException if it is no HDF5 file or is damaged
     */
    public static H5File open(Path path) {
        return open(path, FileOptions.shared());
    }

    /**
     * Opens a file as the options say. A file that the C library's family driver spread over several is asked for by its pattern ({@code name%05d.h5}), one of
     * the split or multi driver by the name without its endings ({@code name} for {@code name-m.h5} and {@code name-r.h5}), or each by its first part ({@code name00000.h5},
     * {@code name-m.h5}, {@code name-s.h5}); such files are only read.
     */
    public static H5File open(Path path, FileOptions options) {
        try {
            H5File whole = FileOpener.isNamedAsPart(path, options.settings()) ? inParts(path, options) : null;
            return whole != null ? whole : openOne(path, options);
        } catch (H5NotFoundException e) {
            H5File whole = inParts(path, options);
            if (whole == null) {
                throw e;
            }
            return whole;
        } catch (H5BusyException e) {
            throw named(e, path, options.settings().storage());
        }
    }

    private static @Nullable H5File inParts(Path path, FileOptions options) {
        return options.access() != FileOptions.Access.EXCLUSIVE && FileOpener.isInParts(path, options.settings())
                ? new H5File(FileOpener.readParts(path, options.settings()), path)
                : null;
    }

    private static H5File openOne(Path path, FileOptions options) {
        return switch (options.access()) {
            case SHARED ->
                new H5File(
                        new SharedAccess(
                                SharedFile.open(path, options.settings(), options.session()), options.durability()),
                        path);
            case READ -> new H5File(ReadOnlyFile.open(path, options.settings()), path);
            case EXCLUSIVE -> new H5File(FileOpener.exclusive(path, options.settings()), path);
            case SNAPSHOT -> new H5File(FollowSession.snapshot(path, options.settings()), path);
        };
    }

    /** Opens what a URL leads to, to read it: see {@link #open(URI, HttpSettings)}. */
    public static H5File open(URI uri) {
        return open(uri, HttpSettings.standard());
    }

    /**
     * Opens what a URL leads to, to read it, without downloading it: by range requests, as servers of files and object stores (S3 and its like) answer them. Blocks that
     * were read are kept within bounds; a request that fails is repeated a bounded number of times. A URL of scheme {@code file} is opened as a path.
     *
     * <p>An object that is changed while it is open is never read as a mixture: reads fail then and say so.
     *
     * @param settings sizes, time-outs, and headers such as {@code Authorization}
     * @throws dev.tutti.errors.H5NotFoundException if the server knows no such object
     * @throws dev.tutti.errors.H5Exception if it cannot be read, or the server answers no range requests
     * @throws dev.tutti.errors.H5CorruptException if it is no HDF5 file or is damaged
     */
    public static H5File open(URI uri, HttpSettings settings) {
        return Sources.open(uri, settings);
    }

    /** Opens the bytes of a file in memory, to read it; they are not copied and must not change while it is open. */
    public static H5File open(byte[] image) {
        return open(ByteBuffer.wrap(image));
    }

    /** Opens the bytes between a buffer's position and its limit, to read them; they are not copied and must not change while the file is open. */
    public static H5File open(ByteBuffer image) {
        return Sources.open(image);
    }

    /** Opens what a channel leads to, to read it. The channel is the file's: it is closed with it, and nobody else may move its position. */
    public static H5File open(SeekableByteChannel channel) {
        return Sources.open(channel);
    }

    /** Makes a new file in memory; {@link H5File#image} gives its bytes. It is gone when it is closed. */
    public static H5File inMemory() {
        return Sources.make();
    }

    /**
     * Opens a copy of a file's bytes in memory, to read and change it; {@link H5File#image} gives the changed bytes.
     *
     * @throws dev.tutti.errors.H5CorruptException if these are not the bytes of an HDF5 file
     */
    public static H5File inMemory(byte[] image) {
        return Sources.change(image);
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

    /** Writes a value with {@link WriteOptions#defaults}: see {@link #write(Path, String, Object, WriteOptions)}. */
    public static void write(Path path, String name, @Nullable Object value) {
        write(path, name, value, WriteOptions.defaults());
    }

    /**
     * Writes a value to a path of a file, in place of whatever stood there; file and groups are made where they are missing. A value is a number, a boolean,
     * text, an enum, a point in time (as text), a record, or an array or list of these; a list of maps with the same keys is a table; null a dataset without
     * any value. A {@code Map} is a group: its values are what the group holds, and all of them are looked at before the file is opened.
     *
     * @param name path of the object; "/" with a map replaces all that the file holds
     * @throws dev.tutti.errors.H5TypeException if a part of the value has no HDF5 form or does not fit its type; the file is as it was
     * @throws H5ExistsException if another kind of file stands at {@code path}, or a dataset where a group is needed; it is as it was
     */
    public static void write(Path path, String name, @Nullable Object value, WriteOptions options) {
        WritePlan plan = WritePlan.of(name, value, options);
        Once.changing(path, Once.Missing.MADE, file -> {
            plan.make(file);
            return file;
        });
    }

    /**
     * Reads whatever stands at a path. A scalar is its value; an array has as many levels as the dataset dimensions, {@code double[][]} for two; a table is a
     * list of maps, a group a map in the order of names (see {@link #readGroup}), a dataset without values null.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file or object
     */
    public static @Nullable Object read(Path path, String name) {
        return Once.reading(path, file -> Optional.ofNullable(OneLiners.value(file.get(name))))
                .orElse(null);
    }

    /** Reads a part of the dataset at a path, in the shape of the slice: see {@link #read(Path, String)}. */
    public static @Nullable Object read(Path path, String name, Slice slice) {
        return Once.reading(path, file -> Optional.ofNullable(OneLiners.value(file.dataset(name), slice)))
                .orElse(null);
    }

    /**
     * Reads the dataset at a path as {@code type}: a class of single values, of flat arrays in row-major order ({@code double[].class} for any shape), or of
     * arrays with a level for each dimension ({@code double[][].class} for two).
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file or object
     * @throws dev.tutti.errors.H5TypeException if it is no dataset, or a value or the shape does not fit {@code type}
     */
    public static <T> T read(Path path, String name, Class<T> type) {
        return read(path, name, type, Slice.all());
    }

    /** Reads a part of the dataset at a path as {@code type}: see {@link #read(Path, String, Class)}. */
    public static <T> T read(Path path, String name, Class<T> type, Slice slice) {
        return Once.reading(path, file -> OneLiners.value(file.dataset(name), type, slice));
    }

    /** Reads all that a group holds, groups in it as maps: by name, in order; values as {@link #read(Path, String)} gives them. Links that lead nowhere are left out. */
    public static Map<String, @Nullable Object> readGroup(Path path, String group) {
        return Once.reading(path, file -> OneLiners.members(file.group(group)));
    }

    /** Names of the links of a group, sorted; dimension scales are left out unless asked for. */
    public static List<String> list(Path path, String group, Listing... how) {
        return Once.reading(path, file -> OneLiners.list(file.group(group), Set.of(how)));
    }

    /** An object and all below it as text: a tree of names, types, shapes and attributes. */
    public static String tree(Path path, String name) {
        return Once.reading(path, file -> TreeText.of(file.get(name)));
    }

    /** What stands at a path, in a word; {@link Kind#MISSING} if nothing does, or there is no file. */
    public static Kind kind(Path path, String name) {
        return Once.readingOr(path, Kind.MISSING, file -> Kind.of(OneLiners.find(file, name)));
    }

    /** Type of the elements of a dataset. */
    public static DType typeOf(Path path, String name) {
        return Once.reading(path, file -> file.dataset(name).type());
    }

    /** Size of each dimension of a dataset; empty for a scalar. */
    public static long[] shape(Path path, String name) {
        return Once.reading(path, file -> file.dataset(name).shape());
    }

    /** Number of elements of a dataset (1 for a scalar, 0 for one without values), of rows of a table, of links of a group. */
    public static long length(Path path, String name) {
        return Once.reading(path, file -> OneLiners.length(file.get(name)));
    }

    /** Names that belong to an object: of a group's links, of a table's members, or the labels that a dimension scale gives an array's columns (of a vector, its elements). */
    public static List<String> names(Path path, String name) {
        return Once.reading(path, file -> OneLiners.names(file.get(name)));
    }

    /** How a dataset is stored; prints as a table. */
    public static Inspection inspect(Path path, String name) {
        return Once.reading(path, file -> file.dataset(name).inspect());
    }

    /** Whether a path of a file leads to an object; for "/", whether the file is a readable HDF5 file. Missing things are no error. */
    public static boolean exists(Path path, String name) {
        return Resolver.parts(name).isEmpty()
                ? Once.isReadable(path)
                : Once.readingOr(path, false, file -> file.contains(name));
    }

    /** Whether there is an object, and it has an attribute of that name. Missing things are no error. */
    public static boolean exists(Path path, String name, String attr) {
        return Once.readingOr(
                path,
                false,
                file -> file.contains(name) && file.get(name).attrs().contains(attr));
    }

    /** Whether a path leads to a group. Missing things are no error. */
    public static boolean isGroup(Path path, String name) {
        return kind(path, name) == Kind.GROUP;
    }

    /** Whether a path leads to a dataset. Missing things are no error. */
    public static boolean isDataset(Path path, String name) {
        return kind(path, name).isDataset();
    }

    /** Attributes of the object at a path, with their values, sorted by name; those without a value have null. */
    public static Map<String, @Nullable Object> attrs(Path path, String name) {
        return Once.reading(path, file -> file.get(name).attrs().toMap());
    }

    /** Names of the attributes of the object at a path, sorted. */
    public static List<String> attrNames(Path path, String name) {
        return Once.reading(path, file -> file.get(name).attrs().names());
    }

    /** The value of one attribute; null if it has none. */
    public static @Nullable Object attr(Path path, String name, String attr) {
        return Once.reading(
                        path, file -> Optional.ofNullable(file.get(name).attrs().get(attr)))
                .orElse(null);
    }

    /** The value of one attribute as {@code type}; numbers convert. */
    public static <T> T attr(Path path, String name, String attr, Class<T> type) {
        return Once.reading(path, file -> file.get(name).attrs().get(attr, type));
    }

    /** Type and shape of one attribute. */
    public static AttributeInfo attrInfo(Path path, String name, String attr) {
        return Once.reading(path, file -> file.get(name).attrs().info(attr));
    }

    /**
     * Sets an attribute of an object, in place of one of that name; null has no value.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file or object; nothing is made then
     */
    public static void writeAttr(Path path, String name, String attr, @Nullable Object value) {
        OneLiners.setAttribute(path, name, attr, value, null);
    }

    /** Sets an attribute of an object, stored as {@code type}: see {@link #writeAttr(Path, String, String, Object)}. */
    public static void writeAttr(Path path, String name, String attr, @Nullable Object value, DType type) {
        OneLiners.setAttribute(path, name, attr, value, type);
    }

    /** Removes an attribute; false if there is no such object or attribute. */
    public static boolean deleteAttr(Path path, String name, String attr) {
        return Once.changing(path, Once.Missing.REFUSED, file -> OneLiners.removeAttribute(file, name, attr));
    }

    /**
     * Makes an HDF5 file that holds nothing; does nothing if there is one.
     *
     * @throws H5ExistsException if another kind of file stands there; it is as it was
     */
    public static void createFile(Path path) {
        Once.changing(path, Once.Missing.MADE, file -> file);
    }

    /** Makes a group, with file and groups on the way where they are missing; does nothing if it is there. */
    public static void createGroup(Path path, String name) {
        Once.changing(path, Once.Missing.MADE, file -> file.createGroup(name));
    }

    /**
     * Removes the object at a path, a group with all that is in it. The file does not shrink; the space is used again.
     *
     * @return false if there is no such object
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file
     */
    public static boolean delete(Path path, String name) {
        return Once.changing(path, Once.Missing.REFUSED, file -> OneLiners.remove(file, name));
    }

    /**
     * Gives an object of a file another path; groups on the way are made.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file or object
     * @throws H5ExistsException if something stands at {@code to}; the file is as it was
     */
    public static void move(Path path, String from, String to) {
        Once.changing(path, Once.Missing.REFUSED, file -> {
            file.move(from, to);
            return file;
        });
    }

    /** Copies an object of a file, with all that is in it, to another path of it: see {@link #copy(Path, String, Path, String)}. */
    public static void copy(Path path, String from, String to) {
        OneLiners.copy(path, from, path, to);
    }

    /**
     * Copies an object, with all that is in it, to another file, which is made if it is missing, as are groups on the way.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file or object
     * @throws H5ExistsException if something stands at {@code target}; both files are as they were
     */
    public static void copy(Path path, String from, Path other, String target) {
        OneLiners.copy(path, from, other, target);
    }

    /** Writes all that a file holds into a new one, without holes: see {@link #repack(Path, Path, RepackOptions)}. */
    public static RepackReport repack(Path path, Path to) {
        return repack(path, to, RepackOptions.defaults());
    }

    /**
     * Writes all that a file holds, as of one version, into a new one: without holes, and with the chunks and filters that the options name. Chunks that stay as they are
     * are not unpacked, so that their filters need not be at hand. The new file is checked and compared with the old one before it gets its name.
     *
     * @param to the new file; {@code path} itself to put the new file in its place, which keeps writers out meanwhile
     * @throws H5ExistsException if another file stands at {@code to}
     * @throws H5BusyException if somebody else writes the file, or, in place, has it open in shared mode; it is as it was
     */
    public static RepackReport repack(Path path, Path to, RepackOptions options) {
        return Repacking.run(path, to, options);
    }

    /** Looks at every structure of a file without changing it. A live file is looked at as it stands. */
    public static CheckReport check(Path path) {
        SharedStatus status = shared(path);
        return check(
                path, status.sealed() || status.logBytes() > 0 ? FileOptions.readOnly() : FileOptions.snapshotOfLive());
    }

    /** Looks at every structure of a file without changing it. */
    public static CheckReport check(Path path, FileOptions options) {
        try (H5File opened = open(path, options);
                H5File file = options.access() == FileOptions.Access.SHARED ? opened.snapshot() : opened) {
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
        return recover(damaged, out, Counts.BOTH);
    }

    /** The same where the log of shared mode lies beside the file; says which of the two counts if they have come apart. */
    public static RecoverReport recover(Path damaged, Path out, Counts counts) {
        return Recovery.copy(damaged, out, counts);
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
        return recoverInPlace(damaged, backup, Counts.BOTH);
    }

    /** The same where the log of shared mode lies beside the file; the log is kept beside the backup. */
    public static RecoverReport recoverInPlace(Path damaged, Path backup, Counts counts) {
        return Recovery.inPlace(damaged, backup, counts);
    }

    /** Who has a file open in shared mode, and what its log holds. Takes no lock and changes nothing. */
    public static SharedStatus shared(Path path) {
        return SharedStatus.of(path, new NioStorage());
    }

    /** What the marks of a file say about who writes it. */
    public static LiveStatus status(Path path) {
        return LiveStatus.of(path, new NioStorage());
    }
}

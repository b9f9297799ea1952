package dev.tutti.hdf5;

import dev.tutti.engine.object.Compat;
import dev.tutti.engine.object.CreationOrder;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.MissingSources;
import dev.tutti.engine.object.NewFile;
import dev.tutti.engine.shared.ReadOnlyFile;
import dev.tutti.engine.space.Alignment;
import dev.tutti.engine.wal.ForeignReaders;
import dev.tutti.engine.wal.SessionSettings;
import dev.tutti.storage.NioStorage;
import dev.tutti.storage.Storage;
import dev.tutti.storage.lock.Fence;
import java.time.Duration;

/** How a file is opened. Immutable; each method returns changed options. */
public final class FileOptions {
    enum Access {
        SHARED,
        READ,
        EXCLUSIVE,
        SNAPSHOT
    }

    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);
    private static final Storage MACHINE = new NioStorage();

    /** Asked once: the answer is read from the system's files each time. */
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private final Access access;
    private final FileSettings settings;
    private final Durability durability;
    private final ForeignReaders foreignReaders;

    private FileOptions(Access access, FileSettings settings, Durability durability, ForeignReaders foreignReaders) {
        this.access = access;
        this.settings = settings;
        this.durability = durability;
        this.foreignReaders = foreignReaders;
    }

    private static FileOptions of(Access access) {
        FileSettings settings = new FileSettings(
                MACHINE,
                PROCESSORS,
                DEFAULT_WAIT,
                null,
                NewFile.STANDARD,
                MissingSources.STANDARD,
                ReadOnlyFile::open,
                Alignment.STANDARD,
                true);
        return new FileOptions(access, settings, Durability.CONSISTENT, ForeignReaders.WHEN_PLAIN);
    }

    private FileOptions with(FileSettings changed) {
        return new FileOptions(access, changed, durability, foreignReaders);
    }

    /**
     * To read and change together with any number of threads and processes: reads see the newest version, whole, and wait for nobody; each change is
     * all or nothing.
     */
    public static FileOptions shared() {
        return of(Access.SHARED);
    }

    /**
     * To read; refused while a writer has the file that is not in shared mode, and such writers wait while it is open. Of a file that others share it is one
     * version, the newest when it was opened; they go on committing, but nothing reaches the file itself before it is closed here. Needs no permission to write, neither
     * of the file nor of its folder.
     */
    public static FileOptions readOnly() {
        return of(Access.READ);
    }

    /** To change; the caller is the file's only user until it is closed. */
    public static FileOptions exclusive() {
        return of(Access.EXCLUSIVE);
    }

    /** To read one version, whether the file is live or not; takes no lock and holds no writer up. */
    public static FileOptions snapshotOfLive() {
        return of(Access.SNAPSHOT);
    }

    /** How many threads work on the chunks of one call, the caller included; the number of processors by default. */
    public FileOptions threads(int number) {
        return with(settings.withThreads(number));
    }

    /** How long to wait for a lock that somebody else holds; 10 seconds by default. */
    public FileOptions lockTimeout(Duration wait) {
        return with(settings.withLockTimeout(wait));
    }

    /** Where the bytes lie; the file system by default. */
    public FileOptions storage(Storage where) {
        return with(settings.withStorage(where));
    }

    /**
     * What changes of a shared file survive where their commit does not say otherwise; {@link Durability#CONSISTENT} by default. A file that is open in exclusive mode, or live, is on disk when {@link H5File#close} returns, but
     * with {@link Durability#PROCESS}: then closing does not wait for the disk, as that of other libraries does not.
     */
    public FileOptions durability(Durability level) {
        return new FileOptions(access, settings.withForced(level != Durability.PROCESS), level, foreignReaders);
    }

    /**
     * A lock that the caller holds and that can be lost without its doing, a lease for example: it is asked before each commit, which fails if the lock is
     * lost. A pause between the question and the write remains; docs/locks.md says what that means.
     */
    public FileOptions fence(Fence held) {
        return with(settings.withFence(held));
    }

    /**
     * The oldest HDF5 library that is to read a file which is made with these options: {@code "earliest"} for all there ever were (superblock 0, symbol tables, object
     * headers and B-trees of version 1), {@code "v18"} for HDF5 1.8 and later, {@code "latest"}, the default, for 1.10 and later; only the last can be live
     * ({@link H5#live(java.nio.file.Path)}). A file that exists keeps to what it is: what is made new in it has the form of what is there.
     *
     * @throws IllegalArgumentException if the name is another one
     */
    public FileOptions compat(String oldest) {
        Compat wanted =
                switch (oldest) {
                    case "earliest" -> Compat.EARLIEST;
                    case "v18", "v108" -> Compat.V18;
                    case "latest" -> Compat.LATEST;
                    default ->
                        throw new IllegalArgumentException(
                                "compat: \"earliest\", \"v18\" or \"latest\" is expected, found \"" + oldest + "\"");
                };
        return with(settings.withMade(settings.made().withCompat(wanted)));
    }

    /**
     * Bytes before the superblock of a file that is made with these options, which HDF5 leaves alone and which start as zeros: a user block, to be written and
     * read as any file. MATLAB's files have one of 512 bytes.
     *
     * @throws IllegalArgumentException if it is neither 0 nor a power of two from 512 on
     */
    public FileOptions userBlock(long bytes) {
        return with(settings.withMade(settings.made().withUserBlock(bytes)));
    }

    /** In which order the links and attributes of the root group of a file come that is made with these options; by name unless said. */
    public FileOptions rootOrder(LinkOrder order) {
        CreationOrder kept = order == LinkOrder.NAME ? CreationOrder.NONE : CreationOrder.ALL;
        return with(settings.withMade(settings.made().withRootOrder(kept)));
    }

    /** What a file that is made with these options says of its space, to all that change it; {@link FileSpace#STANDARD} unless said. */
    public FileOptions fileSpace(FileSpace space) {
        return with(settings.withMade(settings.made().withSpace(space.settings())));
    }

    /**
     * Where blocks of values begin that are new: each contiguous dataset or chunk of {@code threshold} bytes or more at a multiple of {@code alignment} bytes from the start of the file, as
     * disks or parallel file systems like it. It is not kept in the file, and holds for what is written with these options, in every mode. Unless said, blocks of 64 KiB or more begin
     * 2 KiB behind a multiple of 4 KiB.
     *
     * @throws IllegalArgumentException if the threshold is less than 1, or the alignment not between 1 and 1 GiB
     */
    public FileOptions alignment(long threshold, long alignment) {
        return with(settings.withAlignment(new Alignment(threshold, alignment)));
    }

    /**
     * How far virtual datasets without an end go where sources, or parts of them, are missing; {@link VirtualView#LAST_AVAILABLE} unless said. It holds for all
     * virtual datasets that are read through the file, those in files that it leads to included.
     */
    public FileOptions virtualView(VirtualView view) {
        boolean stop = view == VirtualView.FIRST_MISSING;
        return with(settings.withMissing(
                new MissingSources(stop, stop ? 0 : settings.missing().gap())));
    }

    /**
     * How many sources with a number in their name ({@code %b}) may be missing, one after the other, before a virtual dataset ends; 0 unless said. The elements of
     * those that are missing read as the fill value. With {@link VirtualView#LAST_AVAILABLE}, which this asks for.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public FileOptions virtualGap(long sources) {
        return with(settings.withMissing(new MissingSources(false, sources)));
    }

    /**
     * Lets programs other than Tutti (the C library, h5py, h5dump) read a shared file at any time, not only when nobody has changed it for two seconds. They
     * see whole commits, but not the newest: those up to the last checkpoint, which is brought about each second and put off while one of them has
     * the file open. Their attempts to change it are refused. It holds for all processes that have the file open, once one of them asks
     * for it, until all have closed it. For files in shared mode; docs/commit.md says what it costs.
     *
     * <p>Where the system's locks do not stop such programs (no JNA, {@code HDF5_USE_FILE_LOCKING=FALSE}), the first change, or the opening if others have
     * the file open, throws {@link dev.tutti.errors.H5UnsupportedException}, and the file stays as it was.
     */
    public FileOptions foreignReaders() {
        return new FileOptions(access, settings, durability, ForeignReaders.ALWAYS);
    }

    SessionSettings session() {
        return SessionSettings.standard(settings.lockTimeout())
                .durability(durability.level())
                .foreignReaders(foreignReaders);
    }

    Durability durability() {
        return durability;
    }

    Access access() {
        return access;
    }

    FileSettings settings() {
        return settings;
    }
}

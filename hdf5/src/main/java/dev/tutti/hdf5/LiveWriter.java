package dev.tutti.hdf5;

/**
 * The one writer of a live file. Readers of other processes, Tutti's and the C library's, follow while it writes: values appended, and
 * groups, datasets and attributes added, become visible at {@link #publish}. Thread-safe.
 *
 * <p>A kill of this process at any instant loses nothing that was published; the next {@link H5#live} goes on from there. A power cut may
 * lose what the operating system has not written yet.
 */
public final class LiveWriter implements AutoCloseable {
    private final H5File file;

    LiveWriter(H5File file) {
        this.file = file;
    }

    /** The file; its {@link H5File#commit} is a {@link #publish}. */
    public H5File file() {
        return file;
    }

    /** The dataset at a path. */
    public Dataset dataset(String name) {
        return file.dataset(name);
    }

    /** The group at a path, made with all groups on the way that are missing. */
    public Group createGroup(String name) {
        return file.createGroup(name);
    }

    /** Begins a new dataset; groups on the way are made. */
    public DatasetBuilder create(String name) {
        return file.create(name);
    }

    /** Attributes of the root group. */
    public Attributes attrs() {
        return file.attrs();
    }

    /**
     * Makes everything written so far visible to all readers: to Tutti's at once, to the C library's dataset by dataset. Users of h5py know
     * this as flush.
     */
    public void publish() {
        file.commit();
    }

    /** The version last published. */
    public long version() {
        return file.open().mode().version();
    }

    /** Publishes, takes the marks out of the file, and closes it: any HDF5 program may open it then. */
    @Override
    public void close() {
        file.close();
    }
}

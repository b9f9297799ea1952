package dev.tutti.january;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Follower;
import org.eclipse.january.dataset.ILazyDataset;
import org.eclipse.january.dataset.LazyDataset;

/**
 * Datasets of HDF5 files for programs that speak January, such as those of the DAWN family: values are read when a slice is asked for. Numbers, booleans and texts become
 * January's datasets of that kind (numbers without a sign those of the next wider one), complex numbers complex ones, numeric array types compound ones, everything else
 * datasets of objects, as {@link Dataset#read()} gives them. Thread-safe.
 */
public final class JanuaryDatasets {
    private JanuaryDatasets() {}

    /**
     * A dataset with the shape that it has now. It is read from the dataset that is given, at the version that this shows, and not after its file was closed.
     *
     * @throws dev.tutti.errors.H5UnsupportedException if a dimension is longer than January's, which are of 32 bits
     */
    public static ILazyDataset lazy(Dataset dataset) {
        Loader loader = new Loader(() -> dataset, () -> {});
        ValueKind kind = loader.kind();
        return new LazyDataset(
                loader,
                Loader.name(dataset.path()),
                kind.elements(),
                kind.dataset(),
                Loader.narrow(dataset, dataset.shape()));
    }

    /**
     * A dataset that grows while it is watched, for {@code IDynamicDataset}'s users.
     *
     * @param follower follows the file, and stays the caller's to close
     * @param path of the dataset in the file
     * @throws dev.tutti.errors.H5NotFoundException if it is not there
     * @throws dev.tutti.errors.H5UnsupportedException if a dimension is longer than January's, which are of 32 bits
     */
    public static LiveDataset live(Follower follower, String path) {
        Loader loader = new Loader(() -> follower.view().dataset(path), follower::refresh);
        return new LiveDataset(follower, path, follower.view().dataset(path), loader, loader.kind());
    }
}

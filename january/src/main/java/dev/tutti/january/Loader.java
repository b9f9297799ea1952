package dev.tutti.january;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.NdArray;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.function.Supplier;
import org.eclipse.january.IMonitor;
import org.eclipse.january.dataset.IDataset;
import org.eclipse.january.dataset.SliceND;
import org.eclipse.january.io.ILazyDynamicLoader;
import org.eclipse.january.io.ILazyLoader;
import org.jspecify.annotations.Nullable;

/** Reads slices for January. Thread-safe. */
final class Loader implements ILazyLoader, ILazyDynamicLoader {
    private static final long serialVersionUID = 1L;

    private final transient Supplier<Dataset> newest;
    private final transient Runnable look;

    /**
     * A loader.
     *
     * @param newest the dataset at the newest version that was found
     * @param look looks for a newer one
     */
    Loader(Supplier<Dataset> newest, Runnable look) {
        this.newest = newest;
        this.look = look;
    }

    /** What kind of values there are: found by reading none. */
    ValueKind kind() {
        Dataset dataset = newest.get();
        long[] none = new long[dataset.shape().length];
        Slice slice =
                none.length == 0 ? Slice.all() : Slice.hyperslab(none, ones(none.length), none, ones(none.length));
        return ValueKind.of(dataset.type(), dataset.array(slice).component());
    }

    private static long[] ones(int rank) {
        long[] ones = new long[rank];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The shape as January counts. */
    static int[] narrow(Dataset dataset, long[] shape) {
        int[] narrow = new int[shape.length];
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] > Integer.MAX_VALUE) {
                throw new H5UnsupportedException(dataset.file().path() + "::" + dataset.path() + ": dimension " + d
                        + " has " + shape[d] + " elements; datasets of January have 2147483647 at most");
            }
            narrow[d] = (int) shape[d];
        }
        return narrow;
    }

    /** The last part of a path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The longest shape as January counts, for which -1 has no end. */
    static int[] limit(long[] most) {
        int[] limit = new int[most.length];
        for (int d = 0; d < most.length; d++) {
            limit[d] = most[d] > Integer.MAX_VALUE ? -1 : (int) most[d];
        }
        return limit;
    }

    /** The shape of a chunk; null if there are none. */
    static int @Nullable [] chunk(Dataset dataset) {
        int[] chunk =
                dataset.layout().chunk().stream().mapToInt(Integer::intValue).toArray();
        return chunk.length == 0 ? null : chunk;
    }

    @Override
    public boolean isFileReadable() {
        try {
            newest.get().shape();
            return true;
        } catch (H5Exception e) {
            return false;
        }
    }

    @Override
    public int[] refreshShape() {
        look.run();
        Dataset dataset = newest.get();
        return narrow(dataset, dataset.shape());
    }

    @Override
    public IDataset getDataset(@Nullable IMonitor monitor, SliceND wanted) throws IOException {
        int[] shape = wanted.getShape();
        int rank = shape.length;
        long[] start = new long[rank];
        long[] step = new long[rank];
        long[] count = new long[rank];
        org.eclipse.january.dataset.Slice[] turned = new org.eclipse.january.dataset.Slice[rank];
        boolean turns = false;
        for (int d = 0; d < rank; d++) {
            int forward = wanted.getStep()[d];
            count[d] = shape[d];
            step[d] = Math.abs(forward);
            start[d] = forward > 0 || shape[d] == 0
                    ? wanted.getStart()[d]
                    : wanted.getStart()[d] + (long) (shape[d] - 1) * forward;
            turned[d] = forward > 0
                    ? new org.eclipse.january.dataset.Slice()
                    : new org.eclipse.january.dataset.Slice(null, null, -1);
            turns |= forward < 0;
        }
        try {
            Dataset dataset = newest.get();
            Slice slice = rank == 0 ? Slice.all() : Slice.hyperslab(start, step, count, ones(rank));
            NdArray values = dataset.array(slice);
            IDataset read = ValueKind.of(dataset.type(), values.component()).wrap(values.flat(), shape);
            return turns ? read.getSlice(turned) : read;
        } catch (H5Exception e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a dataset of an open file cannot be sent; read what is wanted first");
    }
}

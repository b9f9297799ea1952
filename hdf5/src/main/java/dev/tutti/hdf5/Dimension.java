package dev.tutti.hdf5;

import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One dimension of a dataset, with its label and its scales: datasets that say what its indices stand for (HDF5's dimension scales, as h5py and netCDF know
 * them). Thread-safe.
 */
public final class Dimension {
    private final Dataset dataset;
    private final int number;

    Dimension(Dataset dataset, int number) {
        this.dataset = dataset;
        this.number = number;
    }

    /** Which dimension it is; 0 is the slowest. */
    public int number() {
        return number;
    }

    /** Its size. */
    public long size() {
        return dataset.shape()[number];
    }

    /** Its label; empty if it has none. */
    public String label() {
        return Scales.label(dataset, number);
    }

    /** Gives it a label. */
    public void label(String text) {
        dataset.file().atomically(() -> {
            Scales.label(dataset, number, text);
            return this;
        });
    }

    /** The scales attached to it, in the order in which they were. */
    public List<Dataset> scales() {
        return dataset.place().reading(() -> {
            List<Dataset> scales = new ArrayList<>();
            for (long address : Scales.lists(dataset)[number]) {
                scales.add(Scales.dataset(dataset, address));
            }
            return scales;
        });
    }

    /** The scale attached to it under this name. */
    public Optional<Dataset> scale(String name) {
        return scales().stream()
                .filter(scale -> scale.scaleName().equals(Optional.of(name)))
                .findFirst();
    }

    /**
     * Attaches a scale of the same file; a dataset that is none becomes one. Does nothing if it is attached already.
     *
     * @throws H5TypeException if the dataset is a scale itself, the scale has scales of its own, or is in another file
     */
    public void attach(Dataset scale) {
        dataset.file().atomically(() -> {
            Scales.attach(dataset, number, scale);
            return this;
        });
    }

    /**
     * Takes a scale off.
     *
     * @throws H5NotFoundException if it is not attached to this dimension
     */
    public void detach(Dataset scale) {
        dataset.file().atomically(() -> {
            Scales.detach(dataset, number, scale);
            return this;
        });
    }

    /** One line: number, size, label and scales. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(number).append(": ").append(size());
        if (!label().isEmpty()) {
            text.append(" \"").append(label()).append('"');
        }
        scales().forEach(scale -> text.append(' ').append(scale.path()));
        return text.toString();
    }
}

package dev.tutti.cli.live;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Appends rows to one live dataset. The reader of standard input and the clock that publishes share it; its own lock keeps them apart. */
final class Recorder implements AutoCloseable {
    private final Address address;
    private final @Nullable DType type;
    private final LiveWriter writer;
    private @Nullable Dataset dataset;
    private double[] pending = new double[4096];
    private int filled;
    private long rows;
    private boolean dirty;
    private boolean closed;

    Recorder(Address address, @Nullable DType type) {
        this.address = address;
        this.type = type;
        this.writer = H5.live(address.file());
        if (writer.file().contains(address.object())) {
            this.dataset = writer.dataset(address.object());
        }
    }

    /** Adds one row of values. */
    synchronized void add(double[] row) {
        if (closed) {
            return;
        }
        Dataset target = dataset;
        if (target == null) {
            target = create(row.length);
            dataset = target;
        }
        long columns = Arrays.stream(target.shape()).skip(1).reduce(1, Math::multiplyExact);
        if (columns != row.length) {
            throw new CommandFailure(
                    ExitStatus.FAILED,
                    address + " has rows of " + columns + " values, a row of " + row.length + " arrived");
        }
        if (filled + row.length > pending.length) {
            append();
            if (row.length > pending.length) {
                pending = new double[row.length];
            }
        }
        System.arraycopy(row, 0, pending, filled, row.length);
        filled += row.length;
        rows++;
    }

    private Dataset create(int columns) {
        int chunkRows = Math.max(1, 4096 / columns);
        var builder = writer.create(address.object()).type(type == null ? DType.F64 : type);
        return columns == 1
                ? builder.shape(0).maxShape(H5.UNLIMITED).chunk(chunkRows).create()
                : builder.shape(0, columns)
                        .maxShape(H5.UNLIMITED, columns)
                        .chunk(chunkRows, columns)
                        .create();
    }

    private void append() {
        Dataset target = dataset;
        if (filled > 0 && target != null) {
            target.append(Arrays.copyOf(pending, filled));
            filled = 0;
            dirty = true;
        }
    }

    /** Lets others see what has come. */
    synchronized void publish() {
        if (!closed) {
            append();
            if (dirty) {
                writer.publish();
                dirty = false;
            }
        }
    }

    synchronized long rows() {
        return rows;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            publish();
            closed = true;
            writer.close();
        }
    }
}

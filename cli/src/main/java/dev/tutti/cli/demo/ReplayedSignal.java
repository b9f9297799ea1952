package dev.tutti.cli.demo;

import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Opening;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import java.util.Arrays;
import java.util.List;

/** A dataset that was recorded earlier, row by row along its first dimension. */
final class ReplayedSignal implements Signal {
    private final H5File file;
    private final Dataset source;
    private final String name;

    ReplayedSignal(Address address) {
        this.file = Opening.toLook(address.existing().file());
        this.source = file.dataset(address.object());
        this.name = address.name();
        if (source.shape().length == 0 || source.shape()[0] == 0) {
            file.close();
            throw CommandFailure.usage(address + " has no rows to replay");
        }
    }

    @Override
    public List<String> channels() {
        return List.of(name);
    }

    @Override
    public DType type() {
        return source.type();
    }

    @Override
    public long[] rowShape() {
        return Arrays.copyOfRange(source.shape(), 1, source.shape().length);
    }

    @Override
    public long length() {
        return source.shape()[0];
    }

    @Override
    public Object rows(String channel, long from, long to) {
        return source.read(Slice.rows(from, to));
    }

    @Override
    public void close() {
        file.close();
    }
}

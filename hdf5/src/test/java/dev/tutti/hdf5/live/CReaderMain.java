package dev.tutti.hdf5.live;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.time.Duration;
import org.bytedeco.javacpp.DoublePointer;

/** The bundled C library as a reader of a live file, in a process of its own because it may hang or abort. Arguments: file, length to reach, seconds. */
final class CReaderMain {
    private static final int WINDOW = 500;

    private CReaderMain() {}

    public static void main(String[] args) {
        long target = Long.parseLong(args[1]);
        long end =
                System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[2])).toNanos();
        H5open();
        long file = ok(H5Fopen(args[0], H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, H5P_DEFAULT));
        long[] datasets = {ok(H5Dopen2(file, "plain", H5P_DEFAULT)), ok(H5Dopen2(file, "deflated", H5P_DEFAULT))};
        System.out.println("ready");
        long reads = 0;
        long shortest = 0;
        try (DoublePointer values = new DoublePointer(WINDOW)) {
            while (shortest < target) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("only " + shortest + " of " + target);
                }
                shortest = Long.MAX_VALUE;
                for (long dataset : datasets) {
                    ok(H5Drefresh(dataset));
                    shortest = Math.min(shortest, check(dataset, values));
                    reads++;
                }
            }
        }
        System.out.println("ok reads=" + reads);
        System.exit(0);
    }

    private static long check(long dataset, DoublePointer values) {
        long space = ok(H5Dget_space(dataset));
        long[] dims = new long[1];
        H5Sget_simple_extent_dims(space, dims, (long[]) null);
        long count = Math.min(WINDOW, dims[0]);
        if (count > 0) {
            long[] start = {dims[0] - count};
            long[] length = {count};
            ok(H5Sselect_hyperslab(space, H5S_SELECT_SET, start, null, length, null));
            long memory = ok(H5Screate_simple(1, length, length));
            ok(H5Dread(dataset, H5T_NATIVE_DOUBLE_g(), memory, space, H5P_DEFAULT, values));
            H5Sclose(memory);
            for (int i = 0; i < count; i++) {
                if (values.get(i) != start[0] + i) {
                    throw new IllegalStateException("[" + (start[0] + i) + "] is " + values.get(i));
                }
            }
        }
        H5Sclose(space);
        return dims[0];
    }

    private static long ok(long result) {
        if (result < 0) {
            throw new IllegalStateException("a call of the C library failed");
        }
        return result;
    }
}

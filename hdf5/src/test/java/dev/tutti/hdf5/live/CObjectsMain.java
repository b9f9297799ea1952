package dev.tutti.hdf5.live;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.time.Duration;
import java.util.Random;
import org.bytedeco.hdf5.H5G_info_t;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;

/**
 * The bundled C library as a reader of a live file that gets new objects, in a process of its own because it may hang or abort: it opens and
 * closes the file, looks at the newest objects and at any one, and refreshes what grows. Arguments: file, opens, seconds, seed.
 */
final class CObjectsMain {
    private static final int MOST = 5000;

    private final LongPointer longs = new LongPointer(MOST);
    private final IntPointer ints = new IntPointer(12);
    private long most;
    private long looks;

    private CObjectsMain() {}

    public static void main(String[] args) {
        int opens = Integer.parseInt(args[1]);
        long end =
                System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[2])).toNanos();
        Random random = new Random(Long.parseLong(args[3]));
        CObjectsMain reader = new CObjectsMain();
        H5open();
        System.out.println("ready");
        int done = 0;
        while (done < opens && System.nanoTime() < end) {
            long file = ok(H5Fopen(args[0], H5F_ACC_RDONLY | H5F_ACC_SWMR_READ, H5P_DEFAULT), "open");
            done++;
            reader.look(file, random);
            ok(H5Fclose(file), "close");
        }
        System.out.println("ok opens=" + done + " looks=" + reader.looks + " groups=" + reader.most);
        System.exit(0);
    }

    private void look(long file, Random random) {
        long many = ok(H5Gopen2(file, "many", H5P_DEFAULT), "open many");
        try (H5G_info_t info = new H5G_info_t()) {
            ok(H5Gget_info(many, info), "info of many");
            require(info.nlinks() >= most, info.nlinks() + " groups after " + most);
            most = info.nlinks();
        }
        if (most > 0) {
            one(many, most - 1);
            one(many, random.nextInt((int) most));
        }
        H5Gclose(many);
        long tick = ok(H5Dopen2(file, "tick", H5P_DEFAULT), "open tick");
        for (int again = 0; again < 2; again++) {
            ok(H5Drefresh(tick), "refresh tick");
            long rows = rows(tick);
            long first = Math.max(0, rows - 50);
            long space = ok(H5Dget_space(tick), "space of tick");
            long[] count = {Math.min(50, dims(space))};
            if (rows > 0 && count[0] == rows - first) {
                ok(H5Sselect_hyperslab(space, H5S_SELECT_SET, new long[] {first}, null, count, null), "select");
                long memory = ok(H5Screate_simple(1, count, count), "memory space");
                ok(H5Dread(tick, H5T_NATIVE_LONG_g(), memory, space, H5P_DEFAULT, longs), "read tick");
                H5Sclose(memory);
                for (int i = 0; i < count[0]; i++) {
                    require(longs.get(i) == first + i, "tick[" + (first + i) + "] is " + longs.get(i));
                }
            }
            H5Sclose(space);
        }
        H5Dclose(tick);
    }

    private void one(long many, long k) {
        long group = ok(H5Gopen2(many, Long.toString(k), H5P_DEFAULT), "open group " + k);
        long number = ok(H5Aopen(group, "number", H5P_DEFAULT), "open the attribute of " + k);
        ok(H5Aread(number, H5T_NATIVE_LONG_g(), longs), "read the attribute of " + k);
        require(longs.get(0) == k, "attribute of " + k + " is " + longs.get(0));
        H5Aclose(number);
        long data = ok(H5Dopen2(group, "data", H5P_DEFAULT), "open the data of " + k);
        long rows = rows(data);
        require(rows == 10 + k % 90, "data of " + k + " has " + rows + " rows");
        ok(H5Dread(data, H5T_NATIVE_LONG_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, longs), "read the data of " + k);
        for (int i = 0; i < rows; i++) {
            require(longs.get(i) == k + i, "data of " + k + " [" + i + "] is " + longs.get(i));
        }
        H5Dclose(data);
        long table = ok(H5Dopen2(group, "table", H5P_DEFAULT), "open the table of " + k);
        ok(H5Dread(table, H5T_NATIVE_INT_g(), H5S_ALL, H5S_ALL, H5P_DEFAULT, ints), "read the table of " + k);
        for (int i = 0; i < 12; i++) {
            require(ints.get(i) == k + i, "table of " + k + " [" + i + "] is " + ints.get(i));
        }
        H5Dclose(table);
        H5Gclose(group);
        looks++;
    }

    private static long rows(long dataset) {
        long space = ok(H5Dget_space(dataset), "space");
        long rows = dims(space);
        H5Sclose(space);
        return rows;
    }

    private static long dims(long space) {
        long[] dims = new long[1];
        H5Sget_simple_extent_dims(space, dims, (long[]) null);
        return dims[0];
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static long ok(long result, String what) {
        if (result < 0) {
            H5Eprint2(0, null);
            throw new IllegalStateException(what + " failed in the C library");
        }
        return result;
    }
}

package dev.tutti.server.live;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import dev.tutti.server.web.Refusal;
import java.util.Arrays;

/**
 * A picture of numbers in two dimensions: the newest plane of data with three dimensions, or the newest rows of data with two. Reduced to a bounded size by
 * taking rows and columns at equal distances.
 *
 * @param first first row of the data that is in it, or the number of the plane
 * @param rows of the data that are in it
 * @param columns of the data
 * @param width columns of the picture
 * @param height rows of the picture
 * @param least smallest value, which is 0 in {@code pixels}
 * @param most largest value, which is 255
 */
@SuppressWarnings("ArrayRecordComponent") // written out once, never compared
record Picture(long first, long rows, long columns, int width, int height, double least, double most, byte[] pixels) {
    private static final long MOST_VALUES = 1 << 24;

    /**
     * Makes a picture.
     *
     * @param wanted rows of data with two dimensions, counted from the end
     * @param plane of data with three dimensions; negative for the newest
     * @param pixels most pixels in each direction
     */
    static Picture of(Dataset dataset, long wanted, long plane, int pixels) {
        long[] shape = dataset.shape();
        boolean planes = shape.length == 3;
        if (!LiveHub.isImage(dataset)) {
            throw Refusal.meaningless(dataset.path() + " is no dataset of real numbers with two or three dimensions");
        }
        if (Arrays.stream(shape).anyMatch(length -> length == 0)) {
            return new Picture(0, 0, 0, 0, 0, 0, 0, new byte[0]);
        }
        long number = planes ? (plane < 0 ? shape[0] - 1 : Math.min(plane, shape[0] - 1)) : 0;
        long height = planes ? shape[1] : Math.min(wanted, shape[0]);
        long width = shape[shape.length - 1];
        long from = planes ? 0 : shape[0] - height;
        long down = (height + pixels - 1) / pixels;
        long across = (width + pixels - 1) / pixels;
        String rows = from + ":" + (from + height) + ":" + down;
        Slice slice = Slice.of((planes ? number + "," : "") + rows + ",::" + across);
        long[] size = slice.shape(shape);
        if (size[0] * size[1] > MOST_VALUES) {
            throw Refusal.tooLarge("a picture of more than " + MOST_VALUES + " values");
        }
        double[] values = dataset.f64(slice);
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (Double.isFinite(value)) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
        }
        double scale = most > least ? 255 / (most - least) : 0;
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (Double.isNaN(values[i]) ? 0 : Math.max(0, Math.min(255, (values[i] - least) * scale)));
        }
        return new Picture(
                planes ? number : from,
                planes ? shape[0] : height,
                width,
                (int) size[1],
                (int) size[0],
                least,
                most,
                bytes);
    }
}

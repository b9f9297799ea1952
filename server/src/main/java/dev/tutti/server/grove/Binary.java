package dev.tutti.server.grove;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import dev.tutti.server.text.Numbers;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes selected numbers as bytes that another program takes as they are, piece by piece. */
final class Binary {
    private final Dataset dataset;
    private final Numbers numbers;

    Binary(Dataset dataset, Numbers numbers) {
        this.dataset = dataset;
        this.numbers = numbers;
    }

    /** Bytes of the selection as {@link #safe} writes it. */
    long length(Slice slice) {
        return Values.count(slice.shape(dataset.shape())) * numbers.sentBytes();
    }

    /** Little-endian numbers that a browser has arrays for. */
    void safe(Slice slice, OutputStream out) throws IOException {
        Values.pieces(dataset, slice, piece -> {
            if (numbers.plain()) {
                byte[] bytes = dataset.raw(piece);
                if (numbers.turned()) {
                    turn(bytes, numbers.unit());
                }
                out.write(bytes);
            } else {
                out.write(converted(piece));
            }
        });
    }

    /** The bytes as they are stored. */
    static void stored(Dataset dataset, Slice slice, OutputStream out) throws IOException {
        Values.pieces(dataset, slice, piece -> out.write(dataset.raw(piece)));
    }

    private static void turn(byte[] bytes, int unit) {
        for (int i = 0; i + unit <= bytes.length; i += unit) {
            for (int a = i, b = i + unit - 1; a < b; a++, b--) {
                byte kept = bytes[a];
                bytes[a] = bytes[b];
                bytes[b] = kept;
            }
        }
    }

    private byte[] converted(Slice piece) {
        char kind = numbers.sent().charAt(1);
        boolean real = kind == 'f' || kind == 'c';
        Object array = real ? dataset.array(piece).flat() : dataset.read(long[].class, piece);
        int count = Array.getLength(array);
        ByteBuffer bytes = ByteBuffer.allocate(count * numbers.unit()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            if (real && numbers.unit() == 4) {
                bytes.putFloat((float) Array.getDouble(array, i));
            } else if (real) {
                bytes.putDouble(Array.getDouble(array, i));
            } else if (numbers.unit() == 1) {
                bytes.put((byte) Array.getLong(array, i));
            } else {
                bytes.putLong(Array.getLong(array, i));
            }
        }
        return bytes.array();
    }
}

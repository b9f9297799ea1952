package dev.tutti.cli.demo;

import dev.tutti.hdf5.DType;
import java.util.List;

/** Five channels of a station: a sine of 1 Hz to 5 Hz with noise, computed in strict arithmetic so that all processes agree to the bit. */
final class GeneratedSignal implements Signal {
    private static final List<String> CHANNELS = List.of("ex", "ey", "hx", "hy", "hz");
    private static final int PERIOD = 1000;
    private static final double[] SINE = new double[PERIOD];

    static {
        for (int i = 0; i < PERIOD; i++) {
            SINE[i] = 100 * StrictMath.sin(2 * StrictMath.PI * i / PERIOD);
        }
    }

    @Override
    public List<String> channels() {
        return CHANNELS;
    }

    @Override
    public DType type() {
        return DType.F64;
    }

    @Override
    public long[] rowShape() {
        return new long[0];
    }

    @Override
    public long length() {
        return Long.MAX_VALUE;
    }

    @Override
    public double[] rows(String channel, long from, long to) {
        int number = CHANNELS.indexOf(channel) + 1;
        double[] values = new double[Math.toIntExact(to - from)];
        for (int i = 0; i < values.length; i++) {
            long index = from + i;
            values[i] = SINE[(int) (index * number % PERIOD)] + noise(index * 31 + number);
        }
        return values;
    }

    /** Between -1 and 1, from the bits of the number mixed well. */
    private static double noise(long number) {
        long bits = number * 0x9E3779B97F4A7C15L;
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return ((bits ^ (bits >>> 31)) >> 11) * 0x1.0p-52;
    }

    @Override
    public void close() {}
}

package dev.tutti.bench;

/** Samples as an instrument makes them: a slow wave with noise, in steps of the converter, so that shuffle and deflate find something. */
final class Signal {
    private Signal() {}

    static double[] samples(int count) {
        double[] samples = new double[count];
        long noise = 88172645463325252L;
        for (int i = 0; i < count; i++) {
            noise ^= noise << 13;
            noise ^= noise >>> 7;
            noise ^= noise << 17;
            samples[i] = Math.rint(20_000 * Math.sin(i * 1e-4) + (noise & 63)) / 32;
        }
        return samples;
    }
}

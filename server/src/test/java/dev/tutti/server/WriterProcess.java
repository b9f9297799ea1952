package dev.tutti.server;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.nio.file.Path;

/** A process that writes a live file until it is killed: three channels, a spectrogram, frames of a camera. Goes on where another one stopped. */
public final class WriterProcess {
    private static final int RATE = 1000;
    private static final int ROWS = 250;
    private static final int BINS = 64;
    private static final int SIDE = 48;

    private WriterProcess() {}

    public static void main(String[] args) throws InterruptedException {
        Path file = Path.of(args[0]);
        try (LiveWriter writer = H5.live(file)) {
            for (int c = 0; c < 3; c++) {
                if (!writer.file().contains(channel(c))) {
                    writer.create(channel(c))
                            .type(DType.F32)
                            .shape(0)
                            .maxShape(H5.UNLIMITED)
                            .chunk(4096)
                            .shuffle()
                            .deflate(1)
                            .attr("units", c < 2 ? "mV/km" : "nT")
                            .attr("sample_rate_hz", (double) RATE)
                            .create();
                }
            }
            if (!writer.file().contains("images/spectrogram")) {
                writer.create("images/spectrogram")
                        .type(DType.F32)
                        .shape(0, BINS)
                        .maxShape(H5.UNLIMITED, BINS)
                        .chunk(64, BINS)
                        .create();
                writer.create("images/camera")
                        .type(DType.U16)
                        .shape(0, SIDE, SIDE)
                        .maxShape(H5.UNLIMITED, SIDE, SIDE)
                        .chunk(1, SIDE, SIDE)
                        .create();
            }
            long tick = writer.file().dataset(channel(0)).shape()[0] / ROWS;
            for (; ; tick++) {
                for (int c = 0; c < 3; c++) {
                    writer.file().dataset(channel(c)).append(block(c, tick));
                }
                writer.file().dataset("images/spectrogram").append(spectrum(tick));
                if (tick % 5 == 0) {
                    writer.file().dataset("images/camera").append(frame(tick));
                }
                writer.publish();
                Thread.sleep(1000 * ROWS / RATE);
            }
        }
    }

    private static String channel(int c) {
        return "survey/MT001/run_a/" + new String[] {"ex", "ey", "hz"}[c];
    }

    private static float[] block(int c, long tick) {
        float[] block = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            double t = (tick * ROWS + i) / (double) RATE;
            double noise = Math.sin(12.9898 * (tick * ROWS + i + 7 * c)) * 43758.5453;
            noise -= Math.floor(noise);
            block[i] = (float) (Math.sin(2 * Math.PI * t / (3 + c)) * (4 + 3 * Math.sin(t / 7)) + noise + 12 * c);
        }
        return block;
    }

    private static float[] spectrum(long tick) {
        float[] row = new float[BINS];
        double peak = BINS / 2.0 + BINS / 3.0 * Math.sin(tick / 40.0);
        for (int i = 0; i < BINS; i++) {
            row[i] = (float) (Math.exp(-Math.pow((i - peak) / 4, 2)) + 0.25 * Math.exp(-i / 9.0));
        }
        return row;
    }

    private static short[] frame(long tick) {
        short[] frame = new short[SIDE * SIDE];
        double x = SIDE / 2.0 + SIDE / 3.5 * Math.cos(tick / 25.0);
        double y = SIDE / 2.0 + SIDE / 3.5 * Math.sin(tick / 25.0);
        for (int i = 0; i < frame.length; i++) {
            double distance = Math.hypot(i % SIDE - x, i / SIDE - y);
            frame[i] = (short) (30000 * Math.exp(-distance * distance / 60) + 800 * Math.sin(i % SIDE / 4.0) + 900);
        }
        return frame;
    }
}

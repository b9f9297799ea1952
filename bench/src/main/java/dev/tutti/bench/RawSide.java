package dev.tutti.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the machine can do at best: positional reads of a plain file of numbers into an array. */
final class RawSide {
    private static final int STEP = 1 << 20;

    private final ByteBuffer step = ByteBuffer.allocateDirect(STEP).order(ByteOrder.LITTLE_ENDIAN);

    /** Reads {@code target.length} numbers that begin at {@code offset}. */
    void read(Path path, long offset, double[] target) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            int done = 0;
            while (done < target.length) {
                step.clear().limit(Math.min(STEP, (target.length - done) * Double.BYTES));
                while (step.hasRemaining()) {
                    if (channel.read(step, offset + (long) done * Double.BYTES + step.position()) < 0) {
                        throw new IOException(path + " is too short");
                    }
                }
                step.flip();
                int count = step.remaining() / Double.BYTES;
                step.asDoubleBuffer().get(target, done, count);
                done += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

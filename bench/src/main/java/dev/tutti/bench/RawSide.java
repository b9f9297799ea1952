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

    private static final int HEADER = 4096;
    private static final int HEADER_BYTES = 400;
    private static final int RECORD_BYTES = 500;
    private static final int TOGETHER_BYTES = 1400;
    private static final int VALUES = 8192;

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

    /** Reads what begins at {@code offset} straight into memory off the heap. */
    void read(Path path, long offset, ByteBuffer target) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (target.hasRemaining()) {
                ByteBuffer piece = piece(target);
                int count = channel.read(piece, offset + target.position());
                if (count < 0) {
                    throw new IOException(path + " is too short");
                }
                target.position(target.position() + count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a new file straight from memory off the heap. */
    void write(Path path, ByteBuffer source) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            while (source.hasRemaining()) {
                source.position(source.position() + channel.write(piece(source), source.position()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer piece(ByteBuffer all) {
        return all.slice(all.position(), Math.min(STEP, all.remaining()));
    }

    /** What a live append has to write at the least: the values, the object header that says how many there are, and the record that tells of both. */
    void append(Path path, int count) {
        append(path, count, file -> {
            file.write(HEADER_BYTES, HEADER);
            file.write(RECORD_BYTES, 0);
        });
    }

    /** The same where header and record stand in one page, and are written together with what lies between them. */
    void appendTogether(Path path, int count) {
        append(path, count, file -> file.write(TOGETHER_BYTES, 0));
    }

    private interface Write {
        void write(int bytes, long position) throws IOException;
    }

    private interface Publish {
        void by(Write file) throws IOException;
    }

    private void append(Path path, int count, Publish publish) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            int values = Workload.APPEND * Double.BYTES;
            for (int i = 0; i < count; i++) {
                channel.write(step.clear().limit(values), VALUES + (long) i * values);
                publish.by((bytes, position) -> channel.write(step.clear().limit(bytes), position));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.tutti.cli.run;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.LongAdder;

/** Standard output: a write that fails ends the command instead of being swallowed, as {@link java.io.PrintStream} would. */
final class DataStream extends OutputStream {
    private final OutputStream target;
    private final LongAdder written = new LongAdder();

    DataStream(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        try {
            target.write(bytes, from, length);
            written.add(length);
        } catch (IOException e) {
            throw (RuntimeException) new BrokenPipeException().initCause(e);
        }
    }

    /** How many bytes there were so far; asked by any thread. */
    long written() {
        return written.sum();
    }

    @Override
    public void flush() {
        try {
            target.flush();
        } catch (IOException e) {
            throw (RuntimeException) new BrokenPipeException().initCause(e);
        }
    }
}

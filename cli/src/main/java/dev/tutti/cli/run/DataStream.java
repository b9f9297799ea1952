package dev.tutti.cli.run;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
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
            throw failed(e);
        }
    }

    /** Who reads no more is no error; a disk that is full is one. */
    private static RuntimeException failed(IOException e) {
        if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe")) {
            return (RuntimeException) new BrokenPipeException().initCause(e);
        }
        return new CommandFailure(ExitStatus.FAILED, "standard output: " + e.getMessage(), e);
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
            throw failed(e);
        }
    }
}

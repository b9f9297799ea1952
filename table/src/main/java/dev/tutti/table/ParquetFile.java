package dev.tutti.table;

import java.io.IOException;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/** A file of Iceberg's file access as Parquet's writer wants it: opened once. Not thread-safe. */
final class ParquetFile implements org.apache.parquet.io.OutputFile {
    private final OutputFile output;
    private @Nullable Stream stream;

    ParquetFile(OutputFile output) {
        this.output = output;
    }

    /** The bytes that were written, also when it is closed. */
    long position() {
        return stream == null ? 0 : stream.position;
    }

    /** Closes what is open, after an error; its writer closes it otherwise. */
    void close() throws IOException {
        if (stream != null) {
            stream.close();
        }
    }

    @Override
    public org.apache.parquet.io.PositionOutputStream create(long blockSize) {
        return opened(output.create());
    }

    @Override
    public org.apache.parquet.io.PositionOutputStream createOrOverwrite(long blockSize) {
        return opened(output.createOrOverwrite());
    }

    private Stream opened(PositionOutputStream out) {
        Stream opened = new Stream(out);
        stream = opened;
        return opened;
    }

    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    private static final class Stream extends org.apache.parquet.io.PositionOutputStream {
        private final PositionOutputStream out;
        private long position;
        private boolean closed;

        Stream(PositionOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            position++;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
            position += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                out.close();
            }
        }
    }
}

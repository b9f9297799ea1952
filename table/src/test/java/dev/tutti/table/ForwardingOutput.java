package dev.tutti.table;

import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;

/** What is written goes to another stream; tests that count what is done, or let it fail, say what else comes of it. */
class ForwardingOutput extends PositionOutputStream {
    private final PositionOutputStream out;

    ForwardingOutput(PositionOutputStream out) {
        this.out = out;
    }

    /** A file that is written as {@code file} is, but that {@code opening} is given what opens its stream; it is read by {@code files}. */
    static OutputFile file(
            OutputFile file, FileIO files, Function<Supplier<PositionOutputStream>, PositionOutputStream> opening) {
        return new OutputFile() {
            @Override
            public PositionOutputStream create() {
                return opening.apply(file::create);
            }

            @Override
            public PositionOutputStream createOrOverwrite() {
                return opening.apply(file::createOrOverwrite);
            }

            @Override
            public String location() {
                return file.location();
            }

            @Override
            public InputFile toInputFile() {
                return files.newInputFile(file.location());
            }
        };
    }

    @Override
    public long getPos() throws IOException {
        return out.getPos();
    }

    @Override
    public void write(int value) throws IOException {
        out.write(value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

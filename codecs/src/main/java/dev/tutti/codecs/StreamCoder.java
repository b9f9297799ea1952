package dev.tutti.codecs;

import dev.tutti.format.io.FormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A code that its library gives as streams. */
abstract class StreamCoder implements Coder {
    private final String structure;

    /** Begins with the name for errors. */
    StreamCoder(String structure) {
        this.structure = structure;
    }

    /** What reads the decoded bytes. */
    abstract InputStream reading(InputStream source) throws IOException;

    /** What takes the bytes to be encoded, {@code length} of them. */
    abstract OutputStream writing(OutputStream target, int length, int level) throws IOException;

    @Override
    public final int decode(byte[] in, int at, int length, byte[] out, int outAt, int most) {
        try (InputStream stream = reading(new ByteArrayInputStream(in, at, length))) {
            int made = stream.readNBytes(out, outAt, most);
            if (made == most && stream.read() >= 0) {
                throw new FormatException(structure, "at most " + most + " bytes", "more");
            }
            return made;
        } catch (FormatException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The libraries run into all kinds of exceptions where bytes were damaged.
            throw new FormatException(structure, "a whole stream", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public final int encode(byte[] in, int at, int length, byte[] out, int outAt, int most, int level) {
        Output output = new Output(out, outAt, outAt + most);
        OutputStream target = new OutputStream() {
            @Override
            public void write(int value) {
                output.put(value);
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                output.put(bytes, from, count);
            }
        };
        try (OutputStream stream = writing(target, length, level)) {
            stream.write(in, at, length);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return output.full() ? -1 : output.position() - outAt;
    }
}

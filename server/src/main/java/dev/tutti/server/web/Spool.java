package dev.tutti.server.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes an answer whose length is known only when it is whole: a small one in memory, a larger one in a file that goes with the answer. For one thread.
 */
public final class Spool extends OutputStream {
    private static final int IN_MEMORY = 1 << 20;

    private final long limit;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream onDisk;
    private long length;

    /** A spool for at most so many bytes. */
    public Spool(long limit) {
        this.limit = limit;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        length += count;
        if (length > limit) {
            throw Refusal.tooLarge("an answer of more than " + (limit >> 20) + " MiB: ask for a part (selection=…)");
        }
        if (onDisk == null && length > IN_MEMORY) {
            file = Files.createTempFile("tutti-answer", ".tmp");
            onDisk = Files.newOutputStream(file);
            memory.writeTo(onDisk);
            memory = new ByteArrayOutputStream();
        }
        if (onDisk == null) {
            memory.write(bytes, from, count);
        } else {
            onDisk.write(bytes, from, count);
        }
    }

    /** Ends writing; the answer has the file now, if there is one. */
    public Answer answer(String type) throws IOException {
        if (onDisk == null) {
            return Answer.of(type, memory.toByteArray());
        }
        onDisk.close();
        Path spooled = java.util.Objects.requireNonNull(file);
        Answer.Body body = new Answer.Body() {
            @Override
            public void writeTo(OutputStream out) throws IOException {
                try (InputStream in = Files.newInputStream(spooled)) {
                    in.transferTo(out);
                }
            }

            @Override
            public void close() {
                delete(spooled);
            }
        };
        return new Answer(200, type, length, body, Map.of());
    }

    /** Throws away what came so far. */
    public void abandon() {
        try {
            if (onDisk != null) {
                onDisk.close();
            }
        } catch (IOException e) {
            memory.reset(); // what could not be written is not wanted any more
        }
        if (file != null) {
            delete(file);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

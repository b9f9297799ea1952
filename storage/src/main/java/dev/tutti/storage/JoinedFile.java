package dev.tutti.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** Several files that read as one. What a part is too short for reads as zeros. Only for reading; closing it closes the parts. */
public final class JoinedFile implements ReadableFile {
    /**
     * One part.
     *
     * @param start where it begins in the whole
     * @param file its bytes
     */
    public record Part(long start, StoreFile file) {}

    private final Path path;
    private final List<Part> parts;

    /**
     * Joins parts.
     *
     * @param path what the whole is called, for errors
     * @param parts at least one, by ascending start, the first at 0
     */
    public JoinedFile(Path path, List<Part> parts) {
        this.path = path;
        this.parts = List.copyOf(parts);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long size() throws IOException {
        Part last = parts.get(parts.size() - 1);
        return Math.addExact(last.start, last.file.size());
    }

    @Override
    public int read(long position, ByteBuffer target) throws IOException {
        int before = target.position();
        int end = target.limit();
        long size = size();
        for (int i = 0; i < parts.size(); i++) {
            long at = position + target.position() - before;
            long to = i + 1 < parts.size() ? parts.get(i + 1).start : size;
            if (at >= parts.get(i).start && at < to && target.hasRemaining()) {
                target.limit((int) Math.min(end, target.position() + (to - at)));
                fill(parts.get(i), at, target);
                target.limit(end);
            }
        }
        return target.position() - before;
    }

    private static void fill(Part part, long position, ByteBuffer target) throws IOException {
        long at = position - part.start;
        while (target.hasRemaining()) {
            int count = part.file.read(at, target);
            if (count <= 0) {
                break;
            }
            at += count;
        }
        while (target.hasRemaining()) {
            target.put((byte) 0);
        }
    }

    @Override
    public Object identity() {
        return parts.get(0).file.identity();
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (Part part : parts) {
            try {
                part.file.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}

package dev.tutti.testkit.store;

import dev.tutti.storage.Storage;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records every change and barrier with its place in the order of time, and shows each one to monitors before it happens. A
 * monitor that throws stops the call and is remembered, so that a program which swallows the error fails at {@link #check}. Thread-safe; calls
 * are recorded one after the other and performed in that order.
 */
public final class TraceStorage extends WrappedStorage {
    /** What kinds of calls are recorded. */
    public enum Kind {
        CREATE,
        WRITE,
        RESIZE,
        FORCE,
        RENAME,
        DELETE,
        FORCE_DIRECTORY
    }

    /**
     * One call.
     *
     * @param order its place, from 0
     * @param path the file or directory
     * @param position where it writes; the new length for a resize; 0 otherwise
     * @param length how many bytes it writes
     * @param bytes what it writes, or null if contents are not kept and the call has happened; read-only
     * @param target the new name for a renaming
     */
    public record Call(
            long order,
            Kind kind,
            Path path,
            long position,
            int length,
            @Nullable ByteBuffer bytes,
            @Nullable Path target) {
        /** Whether the call writes any byte from {@code from} up to, not including, {@code to}. */
        public boolean touches(long from, long to) {
            return kind == Kind.WRITE && position < to && position + length > from;
        }

        @Override
        public String toString() {
            return order + " " + kind + " " + path.getFileName()
                    + switch (kind) {
                        case WRITE -> " [" + position + ", " + (position + length) + ")";
                        case RESIZE -> " to " + position;
                        case RENAME -> " to " + target;
                        default -> "";
                    };
        }
    }

    /** Watches the order of calls. */
    @FunctionalInterface
    public interface Monitor {
        /** Sees {@code call}, with its bytes, before it happens; throws an {@link AssertionError} if it must not happen now. */
        void before(Call call);
    }

    private final Contents contents;
    private final List<Call> calls = new ArrayList<>();
    private final List<Monitor> monitors = new ArrayList<>();
    private @Nullable Throwable violation;

    /** Whether recorded calls keep what was written. */
    public enum Contents {
        KEPT,
        DROPPED
    }

    /** Records without contents. */
    public TraceStorage(Storage below) {
        this(below, Contents.DROPPED);
    }

    /** Records, with or without what was written. */
    public TraceStorage(Storage below, Contents contents) {
        super(below);
        this.contents = contents;
    }

    /** Shows all later calls to {@code monitor}. */
    public synchronized void monitor(Monitor monitor) {
        monitors.add(monitor);
    }

    /** What was recorded, in the order of time. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The recorded calls of one kind. */
    public synchronized List<Call> calls(Kind kind) {
        return calls.stream().filter(call -> call.kind() == kind).toList();
    }

    /** Forgets what was recorded; the places go on. */
    public synchronized void clear() {
        calls.clear();
    }

    /** Throws what a monitor threw first, if any did. */
    public synchronized void check() {
        if (violation != null) {
            throw new AssertionError("an order monitor was violated: " + violation.getMessage(), violation);
        }
    }

    private long nextOrder;

    /** A change of the storage below. */
    private interface Change {
        void run() throws IOException;
    }

    private synchronized void call(
            Kind kind, Path path, long position, @Nullable ByteBuffer bytes, @Nullable Path target, Change change)
            throws IOException {
        int length = bytes == null ? 0 : bytes.remaining();
        ByteBuffer shown = bytes == null ? null : bytes.slice().asReadOnlyBuffer();
        Call call = new Call(nextOrder++, kind, path, position, length, shown, target);
        for (Monitor monitor : monitors) {
            try {
                monitor.before(call);
            } catch (RuntimeException | AssertionError e) {
                if (violation == null) {
                    violation = e;
                }
                throw e;
            }
        }
        calls.add(recorded(call));
        change.run();
    }

    private Call recorded(Call call) {
        ByteBuffer bytes = call.bytes();
        if (bytes == null) {
            return call;
        }
        ByteBuffer kept = null;
        if (contents == Contents.KEPT) {
            kept = ByteBuffer.allocate(call.length())
                    .put(bytes.duplicate())
                    .flip()
                    .asReadOnlyBuffer();
        }
        return new Call(call.order(), call.kind(), call.path(), call.position(), call.length(), kept, call.target());
    }

    @Override
    public StoreFile open(Path path, Mode mode) throws IOException {
        if (mode != Mode.CREATE_NEW) {
            return super.open(path, mode);
        }
        StoreFile[] opened = new StoreFile[1];
        call(Kind.CREATE, path, 0, null, null, () -> opened[0] = super.open(path, mode));
        return opened[0];
    }

    @Override
    protected StoreFile wrap(Path path, Mode mode, StoreFile file) {
        return new TracedFile(file);
    }

    @Override
    public void delete(Path path) throws IOException {
        call(Kind.DELETE, path, 0, null, null, () -> super.delete(path));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        call(Kind.RENAME, from, 0, null, to, () -> super.rename(from, to));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        call(Kind.FORCE_DIRECTORY, directory, 0, null, null, () -> super.forceDirectory(directory));
    }

    private final class TracedFile extends File {
        private TracedFile(StoreFile file) {
            super(file);
        }

        @Override
        public void write(long position, ByteBuffer source) throws IOException {
            call(Kind.WRITE, path(), position, source, null, () -> super.write(position, source));
        }

        @Override
        public void resize(long size) throws IOException {
            call(Kind.RESIZE, path(), size, null, null, () -> super.resize(size));
        }

        @Override
        public void force() throws IOException {
            call(Kind.FORCE, path(), 0, null, null, super::force);
        }
    }
}

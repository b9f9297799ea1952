package dev.tutti.hdf5;

import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.shared.SharedFile;
import dev.tutti.engine.shared.SharedTransaction;
import dev.tutti.engine.shared.Sight;
import dev.tutti.engine.shared.Version;
import dev.tutti.storage.Storage;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A file in shared mode: each read on the newest version, each change a transaction. Thread-safe. */
final class SharedAccess implements Access {
    /** What a thread is at: a version, or a transaction. */
    private record Scope(Sight sight, OpenFile file, boolean changes) {}

    /** Where an object was found. */
    record Seen(Object generation, long version, long address) {}

    private final SharedFile file;
    private final Durability durability;
    /** One for each open file: what a thread is at in one file says nothing of another. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Scope> scope = new ThreadLocal<>();

    private volatile boolean closed;

    SharedAccess(SharedFile file, Durability durability) {
        this.file = file;
        this.durability = durability;
    }

    SharedFile file() {
        return file;
    }

    Durability durability() {
        return durability;
    }

    private Scope scope() {
        Scope now = scope.get();
        if (now == null) {
            throw new IllegalStateException("a shared file is read version by version");
        }
        return now;
    }

    @Override
    public OpenFile open() {
        return scope().file;
    }

    @Override
    public Seen see(long address) {
        Sight sight = scope().sight;
        return new Seen(sight.generation(), sight.number(), address);
    }

    @Override
    public boolean isStill(Seen seen) {
        Sight sight = scope().sight;
        return seen.generation.equals(sight.generation()) && !sight.isGone(seen.address, seen.version);
    }

    @Override
    public <T> T reading(Supplier<T> work) {
        if (scope.get() != null) {
            return work.get();
        }
        try (Version version = file.acquire()) {
            return within(new Scope(version, version.file(), false), work);
        }
    }

    @Override
    public <T> T changing(Supplier<T> work) {
        return changing(durability, work);
    }

    /** Runs as one change whose commit survives what {@code level} says. */
    <T> T changing(Durability level, Supplier<T> work) {
        Scope now = scope.get();
        if (now != null && now.changes) {
            return work.get();
        }
        return file.change(transaction -> inside(transaction, work), level.level());
    }

    /** Runs with what {@code transaction} sees. */
    <T> T inside(SharedTransaction transaction, Supplier<T> work) {
        return within(new Scope(transaction, transaction.file(), true), work);
    }

    private <T> T within(Scope inner, Supplier<T> work) {
        Scope outer = scope.get();
        scope.set(inner);
        try {
            return work.get();
        } finally {
            if (outer == null) {
                scope.remove();
            } else {
                scope.set(outer);
            }
        }
    }

    @Override
    public boolean isFixed() {
        return false;
    }

    @Override
    public Object stamp() {
        return reading(() -> List.of(scope().sight.generation(), scope().sight.number()));
    }

    /** Every change is committed when its call returns. */
    @Override
    public void commit() {}

    @Override
    public void close() {
        closed = true;
        file.close();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public Storage storage() {
        return file.storage();
    }
}

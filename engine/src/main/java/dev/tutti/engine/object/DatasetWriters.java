package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The writers of the datasets of one open file that were written to. Changing calls are guarded by the file's write lock; {@link #of} is for any thread. */
final class DatasetWriters {
    /** Of datasets that keep nothing between two writes so many are known; a file may have millions of them. */
    private static final int MOST_KNOWN = 128;

    private final ConcurrentHashMap<Long, DatasetWriter> writers = new ConcurrentHashMap<>();
    private final Map<Long, Optional<DatasetWriter>> before = new HashMap<>();
    private int simple;
    private volatile @Nullable DatasetHeader lately;

    @Nullable
    DatasetWriter of(long address) {
        return writers.get(address);
    }

    /** Keeps a writer; outside of an operation those that have nothing to keep are settled and forgotten when there are many. */
    void keep(long address, DatasetWriter writer, Operation operation) {
        note(address, operation);
        writers.put(address, writer);
        simple += writer.keepsNothing() ? 1 : 0;
        if (simple > MOST_KNOWN && operation == Operation.NONE) {
            forgetSimple(writer);
        }
    }

    private void forgetSimple(DatasetWriter latest) {
        writers.values().removeIf(writer -> {
            boolean forgotten = writer != latest && writer.keepsNothing();
            if (forgotten) {
                writer.settle();
            }
            return forgotten;
        });
        simple = 1;
    }

    void drop(long address, Operation operation) {
        note(address, operation);
        writers.remove(address);
    }

    /** Notes what a dataset was found to be by who is about to change it. */
    void note(DatasetHeader state) {
        lately = state;
    }

    /** The dataset at an address, as its object header says in a transaction. */
    DatasetHeader state(MetaView tx, long address) {
        DatasetHeader known = lately;
        return known != null
                        && known.header().address() == address
                        && known.header().isCurrent(tx)
                ? known
                : DatasetHeader.of(tx, ObjectHeader.load(tx, address), known);
    }

    /** Whether a change is being made that may fail. */
    enum Operation {
        NONE,
        OPEN
    }

    /** An operation that fails leaves no writer of a dataset that it had made, and has dropped none. */
    private void note(long address, Operation operation) {
        if (operation == Operation.OPEN) {
            before.putIfAbsent(address, Optional.ofNullable(writers.get(address)));
        }
    }

    void endOperation() {
        before.clear();
    }

    void undoOperation() {
        before.forEach((address, writer) ->
                writer.ifPresentOrElse(old -> writers.put(address, old), () -> writers.remove(address)));
        before.clear();
    }

    void settle() {
        writers.values().forEach(DatasetWriter::settle);
    }
}

package dev.tutti.engine.group;

import dev.tutti.engine.meta.Gathering;
import dev.tutti.engine.meta.MetaTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of one dense storage that wait to go into its heap and its indexes, in the order in which they were added. Thread-safe: readers look at it while the writer adds. */
final class GatheredMessages implements Gathering.Additions {
    /**
     * One message.
     *
     * @param hash of the name, as the name index has it
     * @param bytes as they go into the heap
     * @param order its number in the order of creation
     */
    record Entry(String name, int hash, byte[] bytes, long order) {}

    private final DenseMessages storage;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Entry> byName = new HashMap<>();

    GatheredMessages(DenseMessages storage) {
        this.storage = storage;
    }

    synchronized void add(Entry entry) {
        entries.add(entry);
        byName.put(entry.name, entry);
    }

    synchronized @Nullable Entry find(String name) {
        return byName.get(name);
    }

    synchronized List<Entry> all() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized int size() {
        return entries.size();
    }

    @Override
    public synchronized void cut(int size) {
        while (entries.size() > size) {
            byName.remove(entries.remove(entries.size() - 1).name);
        }
    }

    @Override
    public void settle(MetaTransaction tx) {
        storage.insertAll(tx, all());
    }
}

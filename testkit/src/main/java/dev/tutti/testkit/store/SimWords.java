package dev.tutti.testkit.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** The shared memory of one simulated host: words by file. Not thread-safe. */
final class SimWords {
    private final Map<Long, long[]> words;

    SimWords() {
        this(new HashMap<>());
    }

    private SimWords(Map<Long, long[]> words) {
        this.words = words;
    }

    SimWords copy() {
        Map<Long, long[]> copied = new HashMap<>();
        words.forEach((file, values) -> copied.put(file, values.clone()));
        return new SimWords(copied);
    }

    /** The words of a file, which begin as its content is when the first process maps it. */
    long[] of(long file, int size, SimDisk disk) {
        long[] known = words.get(file);
        int count = size / Long.BYTES;
        if (known != null && known.length >= count) {
            return known;
        }
        ByteBuffer content = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        disk.content(file).read(0, content);
        long[] mapped = new long[count];
        content.rewind().asLongBuffer().get(mapped);
        if (known != null) {
            System.arraycopy(known, 0, mapped, 0, known.length);
        }
        words.put(file, mapped);
        return mapped;
    }

    /** Does what {@code event} says. */
    void apply(SimEvent.Word event) {
        long[] known = words.get(event.file());
        int count = event.size() / Long.BYTES;
        if (known == null || known.length < count) {
            known = known == null ? new long[count] : Arrays.copyOf(known, count);
            words.put(event.file(), known);
        }
        known[event.index()] = event.value();
    }

    /** Writes into {@code disk} what the files hold after a crash of all processes; the system owes nobody anything there. */
    void leaveIn(SimDisk disk, Leftover leftover, Random random) {
        words.forEach((file, values) -> {
            if (!disk.names().containsValue(file)) {
                return;
            }
            PagedBytes content = disk.content(file);
            byte[] bytes = new byte[(int) Math.min(content.size(), (long) values.length * Long.BYTES)];
            switch (leftover) {
                case OLD -> {
                    ByteBuffer old =
                            ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                    old.asLongBuffer().put(values);
                    old.get(bytes);
                }
                case ZEROS -> Arrays.fill(bytes, (byte) 0);
                case GARBAGE -> random.nextBytes(bytes);
            }
            try {
                content.write(0, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new AssertionError("was possible once", e);
            }
        });
    }
}

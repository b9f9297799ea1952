package dev.tutti.bench;

import dev.tutti.engine.filter.Buffers;
import dev.tutti.engine.filter.FilterChain;
import dev.tutti.engine.filter.Filters;
import dev.tutti.format.message.FilterPipeline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** What shuffle and deflate alone take for the chunks of the rows about them, from memory to memory: the limit of those rows. */
final class FiltersAlone {
    private static final int BYTES = Workload.CHUNK * Double.BYTES;

    private final FilterChain filters = Filters.load(new Buffers(8L * BYTES))
            .chain(
                    new FilterPipeline(List.of(Filters.shuffle(Double.BYTES), Filters.deflate(Workload.DEFLATE))),
                    Double.BYTES,
                    BYTES);
    private final List<byte[]> plain = new ArrayList<>();
    private final List<FilterChain.Encoded> encoded = new ArrayList<>();

    /** @param signal a number of whole chunks */
    FiltersAlone(double[] signal) {
        for (int from = 0; from < signal.length; from += Workload.CHUNK) {
            byte[] chunk = new byte[BYTES];
            ByteBuffer.wrap(chunk)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asDoubleBuffer()
                    .put(signal, from, Workload.CHUNK);
            plain.add(chunk);
            encoded.add(filters.encode(chunk));
        }
    }

    void decode(int threads) throws InterruptedException {
        run(threads, () -> {
            byte[] target = new byte[BYTES];
            return i -> filters.decode(encoded.get(i).bytes(), encoded.get(i).mask(), target);
        });
    }

    /** The same with the values put where a reader wants them: the nearest cache does not hold these. */
    void decodeInto(double[] values, int threads) throws InterruptedException {
        run(threads, () -> {
            byte[] target = new byte[BYTES];
            DoubleBuffer decoded =
                    ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
            return i -> {
                filters.decode(encoded.get(i).bytes(), encoded.get(i).mask(), target);
                decoded.get(0, values, i * Workload.CHUNK, Workload.CHUNK);
            };
        });
    }

    void encode(int threads) throws InterruptedException {
        run(threads, () -> i -> filters.recycle(filters.encode(plain.get(i)), plain.get(i)));
    }

    /** Makes what a thread does with the chunk of a number. */
    private interface Work {
        IntConsumer begin();
    }

    private void run(int threads, Work work) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Runnable all = () -> {
            IntConsumer chunk = work.begin();
            for (int i = next.getAndIncrement(); i < plain.size(); i = next.getAndIncrement()) {
                chunk.accept(i);
            }
        };
        Thread[] others = new Thread[threads - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Thread(all, "filters-alone-" + i);
            others[i].start();
        }
        all.run();
        for (Thread other : others) {
            other.join();
        }
    }
}

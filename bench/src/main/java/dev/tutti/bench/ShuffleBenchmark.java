package dev.tutti.bench;

import dev.tutti.engine.filter.Buffers;
import dev.tutti.engine.filter.FilterChain;
import dev.tutti.engine.filter.Filters;
import dev.tutti.format.message.FilterPipeline;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Shuffle of a chunk of 1 MiB, both ways. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ShuffleBenchmark {
    private static final int BYTES = 1 << 20;

    /** Bytes of an element. */
    @Param({"2", "4", "8"})
    public int elementSize;

    private FilterChain chain = chain(8);
    private byte[] plain = new byte[BYTES];
    private ByteBuffer shuffled = ByteBuffer.allocate(0);

    private static FilterChain chain(int elementSize) {
        FilterPipeline pipeline = new FilterPipeline(List.of(Filters.shuffle(elementSize)));
        return Filters.load(new Buffers(1 << 26)).chain(pipeline, elementSize, BYTES);
    }

    /** A signal. */
    @Setup
    public void fill() {
        chain = chain(elementSize);
        plain = new byte[BYTES];
        ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(Signal.samples(BYTES / 8));
        shuffled = encoded();
    }

    private ByteBuffer encoded() {
        FilterChain.Encoded encoded = chain.encode(plain);
        byte[] copy = new byte[encoded.bytes().remaining()];
        encoded.bytes().duplicate().get(copy);
        chain.recycle(encoded, plain);
        return ByteBuffer.wrap(copy);
    }

    /** On the way to the file. */
    @Benchmark
    public int encode() {
        FilterChain.Encoded encoded = chain.encode(plain);
        int length = encoded.bytes().remaining();
        chain.recycle(encoded, plain);
        return length;
    }

    /** On the way from the file. */
    @Benchmark
    public byte[] decode() {
        chain.decode(shuffled.duplicate(), 0, plain);
        return plain;
    }
}

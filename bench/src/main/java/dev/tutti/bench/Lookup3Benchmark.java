package dev.tutti.bench;

import dev.tutti.format.io.Lookup3;
import java.nio.ByteBuffer;
import java.util.Random;
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

/** The checksum of metadata blocks, at the sizes of an object header, a page and a large block. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Lookup3Benchmark {
    /** Bytes to check. */
    @Param({"128", "4096", "65536"})
    public int size;

    private ByteBuffer bytes = ByteBuffer.allocate(0);

    /** Random bytes. */
    @Setup
    public void fill() {
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        bytes = ByteBuffer.wrap(content);
    }

    /** One checksum. */
    @Benchmark
    public int checksum() {
        return Lookup3.hash(bytes, 0, size);
    }
}

package dev.tutti.bench;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A live append of 100 samples with its publish. A new file for each iteration keeps the file small. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AppendBenchmark {
    private static final double[] VALUES = Signal.samples(Workload.APPEND);

    private Path path = Path.of("");
    private AutoCloseable closing = () -> {};
    private Runnable append = () -> {};

    /** A file that is live. */
    @Setup(Level.Iteration)
    public void open() throws IOException {
        path = Files.createTempDirectory("tutti-append").resolve("live.h5");
        LiveWriter writer = H5.live(path);
        Dataset data = writer.create("data")
                .type(DType.F64)
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .chunk(Workload.LIVE_CHUNK)
                .create();
        writer.publish();
        closing = writer;
        append = () -> {
            data.append(VALUES);
            writer.publish();
        };
    }

    /** One append, visible to all readers when it returns. */
    @Benchmark
    public void appendAndPublish() {
        append.run();
    }

    /** Removes the file. */
    @TearDown(Level.Iteration)
    public void close() throws Exception {
        closing.close();
        Files.deleteIfExists(path);
        Files.deleteIfExists(path.toAbsolutePath().getParent());
    }
}

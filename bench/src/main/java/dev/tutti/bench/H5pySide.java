package dev.tutti.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The work of the rows done with h5py, in a process of Python's that waits for one piece of work after the other. */
final class H5pySide implements AutoCloseable {
    static final String NAME = "h5py";

    private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");
    private static final int SECONDS_TO_END = 10;

    private static final String PROGRAM =
            """
            import sys, time
            import numpy, h5py
            signal = None
            print('h5py ' + h5py.version.version + ' with HDF5 ' + h5py.version.hdf5_version, flush=True)
            for line in sys.stdin:
                what, *rest = line.rstrip('\\n').split('\\t')
                answer = 'done'
                if what == 'cpu':
                    answer = str(time.process_time_ns())
                elif what == 'load':
                    with h5py.File(rest[0], 'r') as f:
                        signal = f['data'][()]
                elif what == 'read':
                    with h5py.File(rest[0], 'r') as f:
                        f['data'][()]
                elif what == 'write':
                    with h5py.File(rest[0], 'w') as f:
                        f.create_dataset('data', data=signal, chunks=(int(rest[1]),), shuffle=True,
                                         compression='gzip', compression_opts=int(rest[2]))
                elif what == 'open':
                    for i in range(int(rest[1])):
                        with h5py.File(rest[0], 'r') as f:
                            f['data'][0:int(rest[2])]
                elif what == 'append':
                    count, samples, chunk = int(rest[1]), int(rest[2]), int(rest[3])
                    values = numpy.full(samples, 1.5)
                    with h5py.File(rest[0], 'w', libver='latest') as f:
                        d = f.create_dataset('data', shape=(0,), maxshape=(None,), chunks=(chunk,), dtype='f8')
                        f.swmr_mode = True
                        for i in range(count):
                            d.resize(((i + 1) * samples,))
                            d[i * samples:] = values
                            d.flush()
                print(answer, flush=True)
            """;

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter orders;
    private final String version;

    private H5pySide(Process process, BufferedReader answers, String version) {
        this.process = process;
        this.answers = answers;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.version = version;
    }

    /** Starts it; null where there is no Python with h5py. */
    static @Nullable H5pySide start() throws IOException {
        for (String python : PYTHONS) {
            try {
                Process process = new ProcessBuilder(python, "-c", PROGRAM)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
                String version = answers.readLine();
                if (version != null) {
                    return new H5pySide(process, answers, version);
                }
                process.destroyForcibly();
            } catch (IOException e) {
                // no such program: the next
            }
        }
        return null;
    }

    String version() {
        return version;
    }

    private String order(Object... words) {
        try {
            orders.write(String.join(
                    "\t", List.of(words).stream().map(Object::toString).toList()));
            orders.newLine();
            orders.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("h5py ended at " + List.of(words));
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException("h5py has ended at " + List.of(words), e);
        }
    }

    /** One side of a row. */
    Contender contender(Contender.Work work) {
        return new Contender(NAME, work, () -> Long.parseLong(order("cpu")));
    }

    /** What {@link #write} writes: the values of a file. */
    void load(Path path) {
        order("load", path);
    }

    void read(Path path) {
        order("read", path);
    }

    void write(Path path) {
        order("write", path, Workload.CHUNK, Workload.DEFLATE);
    }

    void openReadClose(Path path, int count, int samples) {
        order("open", path, count, samples);
    }

    void append(Path path, int count, int samples) {
        order("append", path, count, samples, Workload.LIVE_CHUNK);
    }

    @Override
    public void close() {
        try {
            orders.close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
        }
    }
}

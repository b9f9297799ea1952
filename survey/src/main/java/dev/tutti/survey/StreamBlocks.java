package dev.tutti.survey;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TypeException;
import dev.tutti.survey.metadata.UtcTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of samples from a stream of bytes, for {@link Recorder#record}: as many at a time as have come, so that a slow instrument is not waited for. For one thread.
 */
public final class StreamBlocks implements Iterator<SampleBlock> {
    private interface Source {
        /** The next frame, a value for each channel; null at the end. */
        @Nullable
        Frame next() throws IOException;

        /** Whether a frame can be had without waiting for the instrument. */
        boolean ready() throws IOException;
    }

    /** Values taken at one time; the time is null where the source does not say it. */
    private record Frame(@Nullable Instant time, double[] values) {}

    private final Source source;
    private final List<String> names;
    private final double rate;
    private final int largest;
    private SampleClock clock;
    private long position;
    private @Nullable Frame held;

    private StreamBlocks(Source source, List<String> names, double rate, Instant start, int largest) {
        if (names.isEmpty() || largest < 1) {
            throw new H5TypeException("a stream has one channel or more and blocks of 1 sample or more");
        }
        this.source = source;
        this.names = List.copyOf(names);
        this.rate = rate;
        this.largest = largest;
        this.clock = new SampleClock(start, rate);
    }

    /**
     * Frames of little-endian 64-bit floating-point numbers, one for each channel. A frame that the stream ends within is left out.
     *
     * @param start time of the first frame; all others follow at the rate
     * @param largest frames in a block, at most
     */
    public static StreamBlocks raw(InputStream in, List<String> names, double rate, Instant start, int largest) {
        byte[] bytes = new byte[Math.multiplyExact(8, Math.max(1, names.size()))];
        Source source = new Source() {
            @Override
            public @Nullable Frame next() throws IOException {
                if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                    return null;
                }
                double[] values = new double[names.size()];
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asDoubleBuffer()
                        .get(values);
                return new Frame(null, values);
            }

            @Override
            public boolean ready() throws IOException {
                return in.available() >= bytes.length;
            }
        };
        return new StreamBlocks(source, names, rate, start, largest);
    }

    /**
     * Lines of numbers with commas between them. The first line has the names of the channels; a column {@code time} has the times of the samples, which are taken for
     * what they are: where they do not follow each other at the rate, a block ends.
     *
     * @param start time of the first line where there is no column {@code time}
     * @param largest lines in a block, at most
     * @throws H5TypeException if the first line has no names
     */
    public static StreamBlocks csv(InputStream in, double rate, Instant start, int largest) {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try {
            String line = reader.readLine();
            if (line == null || line.isBlank()) {
                throw new H5TypeException("a first line with the names of the channels is expected, found none");
            }
            List<String> columns =
                    Arrays.stream(line.split(",", -1)).map(String::strip).toList();
            return new StreamBlocks(new Lines(reader, columns), channels(columns), rate, start, largest);
        } catch (IOException e) {
            throw new H5Exception("reading samples failed: " + e.getMessage(), e);
        }
    }

    private static List<String> channels(List<String> columns) {
        return columns.stream().filter(name -> !name.equalsIgnoreCase("time")).toList();
    }

    /** Lines of numbers. */
    private static final class Lines implements Source {
        private final BufferedReader reader;
        private final List<String> columns;
        private long number = 1;

        Lines(BufferedReader reader, List<String> columns) {
            this.reader = reader;
            this.columns = columns;
        }

        @Override
        public @Nullable Frame next() throws IOException {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    return frame(line);
                }
            }
            return null;
        }

        private Frame frame(String line) {
            String[] fields = line.split(",", -1);
            if (fields.length != columns.size()) {
                throw new H5TypeException("line " + number + ": " + columns.size() + " values are expected, found "
                        + fields.length + ": " + line);
            }
            Instant time = null;
            List<Double> values = new ArrayList<>();
            for (int i = 0; i < fields.length; i++) {
                if (columns.get(i).equalsIgnoreCase("time")) {
                    time = UtcTime.parse(fields[i]);
                } else {
                    values.add(number(fields[i].strip(), line));
                }
            }
            return new Frame(
                    time, values.stream().mapToDouble(Double::doubleValue).toArray());
        }

        private double number(String field, String line) {
            try {
                return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
            } catch (NumberFormatException e) {
                throw new H5TypeException(
                        "line " + number + ": a number is expected, found \"" + field + "\": " + line);
            }
        }

        @Override
        public boolean ready() throws IOException {
            return reader.ready();
        }
    }

    /** Where the source does not say times: the next frame is at this one. Before the first block is taken. */
    public StreamBlocks startingAt(Instant start) {
        clock = new SampleClock(start, rate);
        position = 0;
        return this;
    }

    /** Names of the channels. */
    public List<String> names() {
        return names;
    }

    @Override
    public boolean hasNext() {
        if (held == null) {
            held = frame();
        }
        return held != null;
    }

    private @Nullable Frame frame() {
        try {
            return source.next();
        } catch (IOException e) {
            throw new H5Exception("reading samples failed: " + e.getMessage(), e);
        }
    }

    private boolean ready() {
        try {
            return source.ready();
        } catch (IOException e) {
            throw new H5Exception("reading samples failed: " + e.getMessage(), e);
        }
    }

    @Override
    public SampleBlock next() {
        Frame first = hasNext() ? held : null;
        if (first == null) {
            throw new NoSuchElementException("the stream has ended");
        }
        held = null;
        Instant start = first.time;
        if (start != null
                && Duration.between(clock.timeOf(position), start).abs().compareTo(half()) > 0) {
            clock = new SampleClock(start, rate);
            position = 0;
        }
        Instant begin = clock.timeOf(position);
        List<double[]> frames = new ArrayList<>(List.of(first.values));
        position++;
        while (frames.size() < largest && ready()) {
            Frame next = frame();
            if (next == null) {
                break;
            }
            if (next.time != null
                    && Duration.between(clock.timeOf(position), next.time).abs().compareTo(half()) > 0) {
                held = next;
                break;
            }
            frames.add(next.values);
            position++;
        }
        Map<String, Object> samples = new HashMap<>();
        for (int channel = 0; channel < names.size(); channel++) {
            double[] values = new double[frames.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = frames.get(i)[channel];
            }
            samples.put(names.get(channel), values);
        }
        return new SampleBlock(begin, samples);
    }

    private Duration half() {
        return Duration.ofNanos((long) (0.5e9 / rate));
    }
}

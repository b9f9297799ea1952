package dev.tutti.cli.demo;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** What the reader processes have said. Lines come from several threads, hence the locks. */
final class Readers {
    /**
     * What one reader has counted in the end.
     *
     * @param samples samples in all channels
     * @param runs runs that were found
     * @param channels channels in them
     * @param publishes publishes that were seen
     * @param updates looks at the file that brought news
     */
    record Counts(long samples, long runs, long channels, long publishes, long updates) {
        static Counts parse(String line) {
            String[] words = line.split(" ", -1);
            return new Counts(
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]));
        }
    }

    private final List<String> missing = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<Counts> counts = new ArrayList<>();
    private final Histogram lags = new Histogram(3);

    synchronized void accept(int reader, String line) {
        switch (line.charAt(0)) {
            case 'M' -> missing.add("reader " + reader + ": " + line.substring(2));
            case 'F', 'E' -> faults.add("reader " + reader + ": " + line.substring(2));
            case 'L' -> addLags(line.substring(2));
            case 'D' -> counts.add(Counts.parse(line));
            default -> faults.add("reader " + reader + " said: " + line);
        }
    }

    private void addLags(String text) {
        try {
            lags.add(Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0));
        } catch (DataFormatException e) {
            faults.add("a histogram of lags arrived damaged: " + e.getMessage());
        }
    }

    synchronized List<String> missing() {
        return List.copyOf(missing);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized List<Counts> counts() {
        return List.copyOf(counts);
    }

    synchronized Histogram lags() {
        return lags.copy();
    }
}

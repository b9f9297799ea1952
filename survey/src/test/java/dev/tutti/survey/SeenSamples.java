package dev.tutti.survey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** What one follower of {@link RecordingMain} has seen: each sample once, in order, with its value. Written by the follower's thread, asked by the test. */
final class SeenSamples {
    private final Map<String, Long> next = new HashMap<>();
    private final Set<String> runs = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private final Histogram lags;

    /** Times from a sample of {@code clock} to its being seen go to {@code lags}, in microseconds. */
    SeenSamples(Histogram lags) {
        this.lags = lags;
    }

    synchronized void accept(Samples samples) {
        long before = next.getOrDefault(samples.channel(), 0L);
        if (samples.first() != before) {
            fault(samples + " came after sample " + before);
        }
        next.put(samples.channel(), samples.first() + samples.size());
        double[] values = samples.f64();
        if (samples.channel().endsWith("/clock")) {
            runs.add(samples.channel());
            lags.recordValue(Math.max(0, (long) (RecordingMain.now() - values[0]) / 1000));
            return;
        }
        int channel =
                Integer.parseInt(samples.channel().substring(samples.channel().length() - 2));
        for (int i = 0; i < values.length; i++) {
            if (values[i] != RecordingMain.value(channel, samples.first() + i)) {
                fault(samples + ": sample " + i + " is " + values[i]);
                return;
            }
        }
    }

    private void fault(String text) {
        if (faults.size() < 5) {
            faults.add(text);
        }
    }

    /** Samples of all channels together, but those of {@code clock}. */
    synchronized long samples() {
        return next.entrySet().stream()
                .filter(entry -> !entry.getKey().endsWith("/clock"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Runs with a {@code clock}. */
    synchronized int runs() {
        return runs.size();
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }
}

package dev.tutti.cli.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** What the writers have committed: what they said after a publish had returned. Lines come from other threads, hence the locks. */
final class Journal {
    private final Map<String, Long> rows = new TreeMap<>();
    private CountDownLatch live = new CountDownLatch(1);
    private long publishes;

    synchronized void accept(String line) {
        if (line.startsWith("W live")) {
            live.countDown();
        } else if (line.startsWith("P ")) {
            String[] words = line.split(" ", -1);
            Map<String, Long> parsed = new LinkedHashMap<>();
            for (int i = 2; i < words.length; i++) {
                int equals = words[i].lastIndexOf('=');
                if (equals < 0) {
                    return; // the line of a writer that was killed while it wrote
                }
                parsed.put(words[i].substring(0, equals), Long.valueOf(words[i].substring(equals + 1)));
            }
            publishes = Long.parseLong(words[1]);
            rows.putAll(parsed);
        }
    }

    /** Waits for the next writer from now on. */
    synchronized CountDownLatch nextWriter() {
        live = new CountDownLatch(1);
        return live;
    }

    synchronized long publishes() {
        return publishes;
    }

    synchronized Map<String, Long> rows() {
        return new TreeMap<>(rows);
    }

    /** All samples in all channels. */
    synchronized long samples() {
        return rows.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(Survey.PUBLISHES))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The line that tells a reader what to wait for. */
    synchronized String line() {
        return rows.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}

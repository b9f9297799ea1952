package dev.tutti.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is larger than the house allows, and how much larger it may be today: {@code ratchet.txt}, lines of {@code NAME SIZE}. An entry
 * that is no longer needed, or that allows more than is there, fails the test, so the list only shrinks.
 */
final class Ratchet {
    private Ratchet() {}

    static void check(String kind, int limit, Map<String, Integer> sizes) {
        Map<String, Integer> exceptions = exceptions(kind);
        List<String> wrong = new ArrayList<>();
        sizes.forEach((name, size) -> {
            int allowed = exceptions.getOrDefault(name, limit);
            if (size > allowed) {
                wrong.add(name + " has " + size + " lines; " + allowed + " are allowed");
            }
        });
        exceptions.forEach((name, allowed) -> {
            int size = sizes.getOrDefault(name, 0);
            if (size <= limit) {
                wrong.add("ratchet.txt: the entry for " + name + " is no longer needed");
            } else if (size < allowed) {
                wrong.add("ratchet.txt: " + name + " has shrunk to " + size);
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static Map<String, Integer> exceptions(String kind) {
        Map<String, Integer> found = new TreeMap<>();
        try (InputStream in = Ratchet.class.getResourceAsStream("/ratchet.txt")) {
            if (in == null) {
                return found;
            }
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.strip().split("\\s+");
                if (words.length == 3 && words[0].equals(kind)) {
                    found.put(words[1], Integer.parseInt(words[2]));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

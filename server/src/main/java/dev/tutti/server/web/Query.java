package dev.tutti.server.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a question.
 *
 * @param values by name, in the order in which they came
 */
public record Query(Map<String, List<String>> values) {
    /** Copies the map. */
    public Query {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The first value of that name, or null. */
    public @Nullable String text(String name) {
        List<String> all = values.getOrDefault(name, List.of());
        return all.isEmpty() ? null : all.get(0);
    }

    public String text(String name, String otherwise) {
        String value = text(name);
        return value == null ? otherwise : value;
    }

    /**
     * The value of a parameter that must be there.
     *
     * @throws Refusal if it is not
     */
    public String required(String name) {
        String value = text(name);
        if (value == null || value.isEmpty()) {
            throw Refusal.meaningless("parameter '" + name + "' is missing");
        }
        return value;
    }

    /** All values of that name. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The parameters but one, as they stand in an address. */
    public String without(String name) {
        StringBuilder text = new StringBuilder();
        values.forEach((key, all) -> {
            for (String value : key.equals(name) ? List.<String>of() : all) {
                text.append(text.isEmpty() ? "" : "&")
                        .append(URLEncoder.encode(key, StandardCharsets.UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return text.toString();
    }

    /** Whether a flag is set: everything but "false" sets it. */
    public boolean flag(String name) {
        String value = text(name);
        return value != null && !value.equalsIgnoreCase("false");
    }

    /**
     * A whole number, moved into the bounds if it is outside of them.
     *
     * @throws Refusal if it is no number
     */
    public long number(String name, long otherwise, long least, long most) {
        String value = text(name);
        if (value == null || value.isEmpty()) {
            return otherwise;
        }
        try {
            return Math.max(least, Math.min(most, Long.parseLong(value)));
        } catch (NumberFormatException e) {
            throw Refusal.meaningless("parameter '" + name + "': a whole number is expected, found '" + value + "'");
        }
    }
}

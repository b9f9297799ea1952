package dev.tutti.server.grove;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.TypeInfo;
import dev.tutti.server.text.Json;
import dev.tutti.server.text.Numbers;
import dev.tutti.server.web.Refusal;
import java.io.IOException;
import java.lang.reflect.Array;

/** Least, largest, mean and the rest of selected numbers; those that are not finite are left out. In one pass and bounded memory. */
final class Statistics {
    private long count;
    private double mean;
    private double squares;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private double leastPositive = Double.POSITIVE_INFINITY;
    private double leastAboveZero = Double.POSITIVE_INFINITY;
    private boolean negativeOnly = true;

    static void write(JsonGenerator json, Dataset dataset, Slice slice) throws IOException {
        Numbers numbers = Numbers.of(dataset.type())
                .filter(found -> found.sent().charAt(1) != 'c')
                .orElseThrow(() -> Refusal.meaningless("statistics are for real numbers, found " + dataset.type()));
        Statistics statistics = new Statistics();
        boolean named = dataset.type().info() instanceof TypeInfo.Names;
        if (Meta.isEmpty(dataset)) {
            statistics.write(json, true); // no value at all
            return;
        }
        Values.pieces(dataset, slice, piece -> {
            Object array = named
                    ? dataset.read(long[].class, piece)
                    : dataset.array(piece).flat();
            for (int i = 0; i < Array.getLength(array); i++) {
                statistics.add(((Number) Array.get(array, i)).doubleValue());
            }
        });
        statistics.write(json, numbers.sent().charAt(1) == 'f');
    }

    private void add(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        count++;
        double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
        least = Math.min(least, value);
        most = Math.max(most, value);
        if (value >= 0) {
            negativeOnly = false;
            leastPositive = Math.min(leastPositive, value);
        }
        if (value > 0) {
            leastAboveZero = Math.min(leastAboveZero, value);
        }
    }

    private void write(JsonGenerator json, boolean real) throws IOException {
        json.writeStartObject();
        number(json, "strict_positive_min", leastAboveZero, real);
        number(json, "positive_min", negativeOnly ? Double.NaN : leastPositive, real);
        number(json, "min", least, real);
        number(json, "max", most, real);
        number(json, "mean", count == 0 ? Double.NaN : mean, true);
        number(json, "std", count == 0 ? Double.NaN : Math.sqrt(squares / count), true);
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, double value, boolean real) throws IOException {
        json.writeFieldName(name);
        if (real || !Double.isFinite(value) || Math.abs(value) >= 0x1p62) {
            Json.number(json, value);
        } else {
            json.writeNumber((long) value);
        }
    }
}

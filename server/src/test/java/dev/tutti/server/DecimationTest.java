package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plot of any length costs the page, and that no extreme is lost by it. */
final class DecimationTest {
    private static final int POINTS = 1_000_000;
    private static final int MOST = 2000;

    @TempDir
    Path folder;

    @Test
    void aMillionPointsCostTwoThousandNumbersAndKeepTheirExtremes() throws Exception {
        double[] values = new double[POINTS];
        Random random = new Random(1);
        for (int i = 0; i < POINTS; i++) {
            values[i] = i % 1000 == 7 ? Double.NaN : random.nextGaussian();
        }
        values[499_999] = 77;
        values[700_001] = -88;
        H5.write(folder.resolve("long.h5"), "x", values);
        try (TuttiServer server = TuttiServer.start(ServerOptions.of(folder))) {
            Visitor visitor = new Visitor(server.port());
            isEnvelope(visitor, values, "", 0, POINTS);
            // Where a range begins and ends within stretches and buckets, few rows and many, with and without the end.
            for (long[] part : new long[][] {
                {499_000, 500_000, 100},
                {499_001, 999_003, 1000},
                {499_001, POINTS, 1000},
                {131, 700_001, 300},
                {512, 700_002, 300},
                {600_000, 600_001, 10},
                {1, 999_999, 10}
            }) {
                String words = "&from=" + part[0] + "&to=" + part[1] + "&points=" + part[2];
                isEnvelope(visitor, values, words, (int) part[0], (int) part[1]);
            }
        }
    }

    private static void isEnvelope(Visitor visitor, double[] values, String words, int from, int to) {
        Map<String, Object> answer = JsonTree.object(
                visitor.get("/api/live/range?file=long.h5&path=/x" + words).body());
        int step = number(answer.get("step")).intValue();
        List<?> low = (List<?>) Objects.requireNonNull(answer.get("low"));
        List<?> high = step == 1 ? low : (List<?>) Objects.requireNonNull(answer.get("high"));
        assertThat(number(answer.get("from")).intValue()).as(words).isEqualTo(from);
        assertThat(number(answer.get("to")).intValue()).as(words).isEqualTo(to);
        assertThat(low.size() + high.size()).isLessThanOrEqualTo(MOST);
        int base = from / step * step;
        assertThat(low).hasSize((to - base + step - 1) / step).hasSameSizeAs(high);
        for (int i = 0; i < low.size(); i++) {
            double least = Double.NaN;
            double most = Double.NaN;
            for (int k = Math.max(from, base + i * step); k < Math.min(to, base + (i + 1) * step); k++) {
                least = Double.isNaN(values[k]) || least <= values[k] ? least : values[k];
                most = Double.isNaN(values[k]) || most >= values[k] ? most : values[k];
            }
            assertThat(number(low.get(i)).floatValue())
                    .as("%s stretch %s", words, i)
                    .isEqualTo((float) least);
            assertThat(number(high.get(i)).floatValue())
                    .as("%s stretch %s", words, i)
                    .isEqualTo((float) most);
        }
    }

    private static Number number(@Nullable Object value) {
        return value == null ? Double.NaN : (Number) value;
    }
}

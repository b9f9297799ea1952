package dev.tutti.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.H5;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
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
            isEnvelope(visitor, values);
        }
    }

    private static void isEnvelope(Visitor visitor, double[] values) {
        Map<String, Object> answer = JsonTree.object(
                visitor.get("/api/live/range?file=long.h5&path=/x").body());
        List<?> low = (List<?>) Objects.requireNonNull(answer.get("low"));
        List<?> high = (List<?>) Objects.requireNonNull(answer.get("high"));
        int step = ((Number) Objects.requireNonNull(answer.get("step"))).intValue();
        assertThat(low.size() + high.size()).isLessThanOrEqualTo(MOST);
        assertThat(low).hasSize((POINTS + step - 1) / step);
        for (int i = 0; i < low.size(); i++) {
            double least = Double.NaN;
            double most = Double.NaN;
            for (int k = i * step; k < Math.min(POINTS, (i + 1) * step); k++) {
                least = Double.isNaN(values[k]) || least <= values[k] ? least : values[k];
                most = Double.isNaN(values[k]) || most >= values[k] ? most : values[k];
            }
            assertThat(((Number) Objects.requireNonNull(low.get(i))).floatValue())
                    .isEqualTo((float) least);
            assertThat(((Number) Objects.requireNonNull(high.get(i))).floatValue())
                    .isEqualTo((float) most);
        }
    }
}

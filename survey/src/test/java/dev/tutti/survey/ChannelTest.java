package dev.tutti.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.H5;
import dev.tutti.survey.metadata.ElectricMetadata;
import dev.tutti.survey.metadata.TimePeriod;
import dev.tutti.survey.metadata.UtcTime;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples by number and by time, and what is done when they are put where others are. */
final class ChannelTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    private Path folder;

    private SurveyFile file;
    private Run run;
    private Channel channel;

    @BeforeEach
    void make() {
        file = SurveyFile.create(folder.resolve("a.h5"));
        run = file.addSurvey("s").addStation("a").addRun("r", 10);
        channel = run.addChannel(
                ElectricMetadata.of("ex").withTimePeriod(new TimePeriod(START, START)), LiveSurveyTest.values(0, 100));
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void timesAreExact() {
        SampleClock third = new SampleClock(START, 3);
        assertThat(third.timeOf(1)).isEqualTo(START.plusNanos(333_333_333));
        assertThat(third.timeOf(2)).isEqualTo(START.plusNanos(666_666_667));
        assertThat(third.timeOf(3_000_000_000_000L)).isEqualTo(START.plusSeconds(1_000_000_000_000L));
        assertThat(third.indexOf(third.timeOf(123_456_789_011L))).isEqualTo(123_456_789_011L);
        assertThat(new SampleClock(START, 0.1).timeOf(6)).isEqualTo(START.plusSeconds(60));
        assertThat(new SampleClock(START, 0.1).indexOf(START.minusSeconds(20))).isEqualTo(-2);
        assertThat(new SampleClock(START, 24000).endOf(24001)).isEqualTo(START.plusSeconds(1));
        assertThatThrownBy(() -> new SampleClock(START, 0)).isInstanceOf(H5TypeException.class);
        assertThat(UtcTime.text(Instant.parse("2026-11-21T09:29:50.888110Z")))
                .isEqualTo("2026-11-21T09:29:50.888110+00:00");
        assertThat(UtcTime.text(START.plusNanos(1))).isEqualTo("2026-03-01T10:00:00.000000001+00:00");
        for (String text : new String[] {
            "2026-03-01T10:00:00+00:00", "2026-03-01 10:00:00", "2026-03-01T11:00:00+01:00", "2026-03-01T10:00:00.000Z"
        }) {
            assertThat(UtcTime.parse(text)).isEqualTo(START);
        }
        assertThat(UtcTime.parse("2026-03-01")).isEqualTo(START.minusSeconds(36000));
        assertThatThrownBy(() -> UtcTime.parse("yesterday"))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("yesterday");
    }

    @Test
    void slicesByTime() {
        assertThat(channel.timeSlice(START.plusSeconds(1), START.plusSeconds(2)).f64())
                .isEqualTo(LiveSurveyTest.values(10, 11));
        assertThat(channel.timeSlice(START.plusMillis(1040), 3).f64()).isEqualTo(LiveSurveyTest.values(10, 3));
        assertThat(channel.timeSlice(START.plusMillis(1050), 3).first()).isEqualTo(11);
        assertThat(channel.timeSlice(START.plusSeconds(9), START.plusSeconds(20))
                        .f64())
                .isEqualTo(LiveSurveyTest.values(90, 10));
        assertThat(channel.timeSlice(START.minusSeconds(5), START.minusSeconds(4))
                        .size())
                .isZero();
        assertThat(channel.latest(3).f64()).isEqualTo(LiveSurveyTest.values(97, 3));
        assertThat(channel.latest(1000).size()).isEqualTo(100);
        assertThat(channel.latest(Duration.ofSeconds(2)).first()).isEqualTo(80);
        assertThat(run.timeSlice(START, 2)).hasSize(1);
        assertThatThrownBy(() -> channel.timeSlice(START, START.minusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void appendingMovesTheEnd() {
        assertThat(channel.append(new double[] {1, 2})).isEqualTo(100);
        file.publish();
        assertThat(channel.dataset().attrs().get("time_period.end")).isEqualTo("2026-03-01T10:00:10.100000+00:00");
        assertThat(run.stored().timePeriod().end()).isEqualTo(channel.end()).isEqualTo(START.plusMillis(10100));
        run.addMagnetic("hx", START);
        assertThatThrownBy(() -> run.append(Map.of("ex", new double[2], "hx", new double[3])))
                .isInstanceOf(H5TypeException.class);
        assertThat(channel.size()).isEqualTo(102);
        assertThatThrownBy(() -> channel.append("text")).isInstanceOf(H5TypeException.class);
    }

    @Test
    void extendsWhereTheSamplesBelong() {
        assertThat(channel.extend(LiveSurveyTest.values(100, 5), START.plusSeconds(10), 10, Extension.strict()))
                .isEqualTo(new Extension.Done(100, 0, 0, 0, 5));
        assertThat(channel.extend(new double[] {-1, -2, -3}, START.plusMillis(10400), 10, Extension.strict()))
                .isEqualTo(new Extension.Done(104, 0, 1, 0, 2));
        assertThat(channel.slice(103, 200).f64()).containsExactly(103, -1, -2, -3);
        assertThat(channel.extend(new double[] {7, 7}, START.plusSeconds(1), 10, Extension.strict()))
                .isEqualTo(new Extension.Done(10, 0, 2, 0, 0));
        assertThat(channel.extend(new double[] {1, 2, 3}, START.minusMillis(200), 10, Extension.strict()))
                .isEqualTo(new Extension.Done(0, 2, 1, 0, 0));
        assertThat(channel.start()).isEqualTo(START.minusMillis(200));
        assertThat(channel.slice(0, 5).f64()).containsExactly(1, 2, 3, 1, 2);
        assertThat(channel.size()).isEqualTo(109);
        assertThat(channel.extend(new double[] {9}, START.minusMillis(500), 10, Extension.filling(5)))
                .isEqualTo(new Extension.Done(0, 3, 0, 2, 0));
        assertThat(channel.slice(0, 4).f64()).containsExactly(9, 5, 5, 1);
        assertThat(channel.size()).isEqualTo(112);
        assertThat(channel.slice(100, 112).f64()).containsExactly(95, 96, 97, 98, 99, 100, 101, 102, 103, -1, -2, -3);
    }

    @Test
    void overwritingIsWarnedOf() {
        List<String> warnings = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                warnings.add(
                        record.getLevel() + " " + MessageFormat.format(record.getMessage(), record.getParameters()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.tutti.survey");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            channel.extend(new double[] {1}, START.plusSeconds(10), 10, Extension.strict());
            assertThat(warnings).isEmpty();
            channel.extend(new double[] {1, 2, 3}, START.plusMillis(9900), 10, Extension.strict());
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("WARNING")
                .contains("/r/ex: 2 samples from 2026-03-01T");
    }

    @Test
    void samplesArePutInFrontOfAFileThatIsNotLive() {
        String path = channel.path();
        file.close();
        try (SurveyFile live = SurveyFile.live(file.path())) {
            Channel same = channelAt(live);
            assertThat(same.path()).isEqualTo(path);
            assertThatThrownBy(() -> same.extend(new double[] {7}, START.minusMillis(100), 10, Extension.strict()))
                    .isInstanceOf(H5TypeException.class)
                    .hasMessageContaining("SurveyFile.open");
            assertThat(same.size()).isEqualTo(100);
            assertThat(same.extend(new double[] {7}, START.plusSeconds(10), 10, Extension.strict())
                            .appended())
                    .isEqualTo(1);
        }
        try (SurveyFile shared = SurveyFile.open(file.path())) {
            Channel same = channelAt(shared);
            assertThat(same.extend(new double[] {7, 8}, START.minusMillis(400), 10, Extension.filling(Double.NaN)))
                    .isEqualTo(new Extension.Done(0, 4, 0, 2, 0));
            assertThat(same.start()).isEqualTo(START.minusMillis(400));
        }
        try (SurveyFile read = SurveyFile.read(file.path())) {
            Channel same = channelAt(read);
            assertThat(same.slice(0, 6).f64()).containsExactly(7, 8, Double.NaN, Double.NaN, 0, 1);
            assertThat(same.latest(2).f64()).containsExactly(99, 7);
            assertThat(same.run().stored().timePeriod())
                    .isEqualTo(new TimePeriod(START.minusMillis(400), START.plusSeconds(10)));
        }
        assertThat(H5.check(file.path()).problems()).isEmpty();
    }

    private static Channel channelAt(SurveyFile file) {
        Station station = file.stations().get(0);
        return station.runs().get(0).channel("ex");
    }

    @Test
    void gapsAreFilledAsAskedOrRefused() {
        Instant later = START.plusMillis(10200);
        assertThatThrownBy(() -> channel.extend(new double[] {1}, later, 10, Extension.strict()))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("2 samples");
        assertThatThrownBy(() -> channel.extend(new double[] {1}, START.plusSeconds(60), 10, Extension.fillingMean()))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("PT1S");
        assertThatThrownBy(() -> channel.extend(new double[] {1}, later, 20, Extension.strict()))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("rate");
        assertThat(channel.size()).isEqualTo(100);
        assertThat(channel.extend(
                                new double[] {201, 201},
                                later,
                                10,
                                Extension.fillingMedian().window(2))
                        .filled())
                .isEqualTo(2);
        assertThat(channel.slice(99, 200).f64()).containsExactly(99, 150, 150, 201, 201);
        Channel whole = run.addChannel(
                ElectricMetadata.of("ey").withTimePeriod(new TimePeriod(START, START)), new int[] {1, 2});
        assertThatThrownBy(() -> whole.extend(new int[] {1}, START.plusMillis(300), 10, Extension.filling(Double.NaN)))
                .isInstanceOf(H5TypeException.class)
                .hasMessageContaining("NaN");
        whole.extend(new int[] {10, 10}, START.plusMillis(300), 10, Extension.fillingMean());
        assertThat((int[]) whole.all().values()).containsExactly(1, 2, 6, 10, 10);
    }
}

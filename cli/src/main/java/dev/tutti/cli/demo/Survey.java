package dev.tutti.cli.demo;

import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.survey.SampleClock;
import dev.tutti.survey.metadata.UtcTime;
import java.util.Locale;

/** Where things are in the survey file of the demonstration: one survey, one station, numbered runs with channels. */
final class Survey {
    static final String SURVEYS = "/Experiment/Surveys";
    static final String SURVEY = SURVEYS + "/live_survey";
    static final String STATIONS = SURVEY + "/Stations";
    static final String STATION = STATIONS + "/MT001";
    /** One row for each publish: its number, when it began (nanoseconds since 1970), rows of the first run's channels. */
    static final String PUBLISHES = "/live/publishes";

    static final String NAME = "live_survey";
    static final String STATION_NAME = "MT001";

    private Survey() {}

    /** Name of a run; they count from 1. */
    static String run(int number) {
        return String.format(Locale.ROOT, "run_%03d", number);
    }

    static String path(String run, String channel) {
        return STATION + "/" + run + "/" + channel;
    }

    /** Times of a channel's rows. */
    static SampleClock clock(H5File file, String channel) {
        Attributes attributes = file.dataset(channel).attrs();
        return new SampleClock(
                UtcTime.parse(attributes.get("time_period.start", String.class)),
                attributes.get("sample_rate", Double.class));
    }

    /** Which row of the signal a channel's first row is: the signal began with the first run. */
    static long first(H5File file, String channel) {
        Group run = file.group(STATION).group(run(1));
        return clock(file, path(run.name(), run.names().get(0)))
                .indexOf(clock(file, channel).start());
    }

    /** Nanoseconds since 1970, from the clock that all processes of a machine share. */
    static long now() {
        java.time.Instant now = java.time.Instant.now();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }
}

package dev.tutti.cli.demo;

import java.util.Locale;

/** Where things are in the survey file of the demonstration: one survey, one station, numbered runs with channels. */
final class Survey {
    static final String SURVEYS = "/Experiment/Surveys";
    static final String SURVEY = SURVEYS + "/live_survey";
    static final String STATIONS = SURVEY + "/Stations";
    static final String STATION = STATIONS + "/MT001";
    /** One row for each publish: its number, when it began (nanoseconds since 1970), rows of the first run's channels. */
    static final String PUBLISHES = "/live/publishes";
    /** Attribute of a channel: which row of the signal its first row is. */
    static final String FIRST = "first_sample";

    private Survey() {}

    /** Name of a run; they count from 1. */
    static String run(int number) {
        return String.format(Locale.ROOT, "run_%03d", number);
    }

    static String path(String run, String channel) {
        return STATION + "/" + run + "/" + channel;
    }

    /** Nanoseconds since 1970, from the clock that all processes of a machine share. */
    static long now() {
        java.time.Instant now = java.time.Instant.now();
        return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    }
}

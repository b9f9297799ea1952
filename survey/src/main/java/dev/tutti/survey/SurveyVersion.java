package dev.tutti.survey;

import dev.tutti.errors.H5UnsupportedException;

/** Versions of the MTH5 layout. */
public enum SurveyVersion {
    /** One survey, at {@code /Survey}. */
    V0_1_0("0.1.0", "/Survey"),
    /** Any number of surveys, below {@code /Experiment/Surveys}. */
    V0_2_0("0.2.0", "/Experiment");

    private final String text;
    private final String root;

    SurveyVersion(String text, String root) {
        this.text = text;
        this.root = root;
    }

    /** As files say it in {@code file.version}. */
    public String text() {
        return text;
    }

    /** The group that holds everything. */
    String root() {
        return root;
    }

    /**
     * The version of that name.
     *
     * @throws H5UnsupportedException if it is none of these
     */
    public static SurveyVersion of(String name) {
        for (SurveyVersion version : values()) {
            if (version.text.equals(name)) {
                return version;
            }
        }
        throw new H5UnsupportedException("file.version: 0.1.0 or 0.2.0 is expected, found \"" + name + "\"");
    }
}

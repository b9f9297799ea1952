package dev.tutti.survey;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5File;
import dev.tutti.survey.metadata.SurveyMetadata;
import dev.tutti.survey.metadata.UtcTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The groups and attributes that every survey file has. */
final class Frame {
    static final String SURVEYS = "/Experiment/Surveys";
    /** What is ours alone: beside the standard's root, where its readers do not look. */
    static final String OWN = "/Tutti";

    private static final String SOFTWARE_VERSION = "0.1.0";
    private static final Duration LONGEST_BEGINNING = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private Frame() {}

    /**
     * The version of a file; a new one is given its frame.
     *
     * @throws H5UnsupportedException if it is no survey file
     */
    static SurveyVersion require(H5File h5, SurveyOptions.Access access, SurveyOptions options) {
        Attributes root = h5.attrs();
        if (root.contains("file.type")) {
            if (!isSurvey(h5)) {
                throw new H5UnsupportedException(
                        h5.path() + ": file.type \"MTH5\" is expected, found \"" + root.get("file.type") + "\"");
            }
            SurveyVersion version =
                    SurveyVersion.of(root.contains("file.version") ? String.valueOf(root.get("file.version")) : "");
            if (!h5.contains(version.root())) {
                throw new H5UnsupportedException(h5.path() + ": a file of version " + version.text() + " has a group "
                        + version.root() + ", which is missing");
            }
            return version;
        }
        boolean empty = h5.root().size() == 0;
        if (!empty || access == SurveyOptions.Access.READ || access == SurveyOptions.Access.SHARED) {
            throw new H5UnsupportedException(
                    h5.path() + ": no survey file: attribute file.type of the root group is missing");
        }
        make(h5, options);
        return options.version();
    }

    /** Waits a bounded time for the frame of a file that a writer has at the moment, or is about to have: one that was just made is empty, and not live yet. */
    static void await(Follower follower) {
        long end = System.nanoTime() + LONGEST_BEGINNING.toNanos();
        while (!follower.view().attrs().contains("file.type")
                && (follower.status().live() || follower.view().root().size() == 0)
                && System.nanoTime() - end < 0) {
            follower.awaitChange(LOOK_AGAIN);
        }
    }

    static boolean isSurvey(H5File h5) {
        Attributes root = h5.attrs();
        return root.contains("file.type")
                && String.valueOf(root.get("file.type")).equalsIgnoreCase("MTH5");
    }

    private static void make(H5File h5, SurveyOptions options) {
        SurveyVersion version = options.version();
        if (version == SurveyVersion.V0_1_0) {
            h5.createGroup(version.root());
            container(h5, version.root() + "/Filters", "Filters");
            filters(h5, version.root() + "/Filters");
            container(h5, version.root() + "/Stations", "MasterStation");
            SurveyNode.write(h5.get(version.root()), "Survey", SurveyMetadata.DEFAULTS);
        } else {
            container(h5, SURVEYS, "MasterSurvey");
        }
        container(h5, version.root() + "/Reports", "Reports");
        container(h5, version.root() + "/Standards", "Standards");
        Standards.write(h5, version.root() + "/Standards");
        SummaryTables.makeEmpty(h5, version.root());
        h5.createGroup(OWN);
        // Last of all: who finds these finds everything above.
        Attributes root = h5.attrs();
        root.set("file.version", version.text(), DType.STRING);
        root.set("file.access.platform", "Java " + Runtime.version().feature(), DType.STRING);
        root.set("file.access.time", UtcTime.text(Instant.now()), DType.STRING);
        root.set("mth5.software.name", "tutti", DType.STRING);
        root.set("mth5.software.version", SOFTWARE_VERSION, DType.STRING);
        root.set("data_level", (long) options.dataLevel());
        root.set("file.type", "MTH5", DType.STRING);
    }

    private static void container(H5File h5, String path, String type) {
        SurveyNode.write(h5.createGroup(path), type, Map.of());
    }

    private static void filters(H5File h5, String path) {
        for (String kind : Filters.KINDS) {
            h5.createGroup(path + "/" + kind);
        }
    }

    /** Fills the group of a new survey. */
    static void survey(SurveyFile file, String path, SurveyMetadata metadata) {
        H5File h5 = file.h5();
        container(h5, path + "/Filters", "Filters");
        filters(h5, path + "/Filters");
        container(h5, path + "/Reports", "Reports");
        container(h5, path + "/Standards", "Standards");
        Standards.write(h5, path + "/Standards");
        container(h5, path + "/Stations", "MasterStation");
        SurveyNode.write(h5.get(path), "Survey", metadata);
    }
}

package dev.tutti.survey;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.survey.metadata.SurveyMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a survey file anew in another version of the layout, with all samples and everything else that is in it. The original is only read. */
public final class SurveyConverter {
    /** Hears how far a conversion is. */
    @FunctionalInterface
    public interface Progress {
        /** So many stations of all are done. */
        void at(int done, int all);
    }

    /**
     * What was written.
     *
     * @param stations number of stations
     * @param runs number of runs
     * @param channels number of channels
     * @param samples of all channels together
     */
    public record Done(int stations, int runs, int channels, long samples) {}

    private SurveyConverter() {}

    /**
     * Converts a file that has one survey.
     *
     * @throws dev.tutti.errors.H5ExistsException if there is a file at {@code to}
     */
    public static Done convert(Path from, Path to, SurveyVersion version) {
        return convert(from, to, version, null, (done, all) -> {});
    }

    /**
     * Converts a file. One that fails leaves no file behind.
     *
     * @param survey which survey, where a 0.2.0 file with several becomes one of version 0.1.0; null if it has but one
     * @throws dev.tutti.errors.H5ExistsException if there is a file at {@code to}
     * @throws H5UnsupportedException if the new version has no room for all surveys and none was named
     */
    public static Done convert(Path from, Path to, SurveyVersion version, @Nullable String survey, Progress progress) {
        try (SurveyFile source = SurveyFile.read(from)) {
            List<Survey> chosen = survey == null ? source.surveys() : List.of(source.survey(survey));
            if (version == SurveyVersion.V0_1_0 && chosen.size() != 1) {
                throw new H5UnsupportedException(
                        from + ": a file of version 0.1.0 has one survey; name one of " + source.surveyNames());
            }
            SurveyOptions options = SurveyOptions.defaults().version(version).dataLevel(source.dataLevel());
            SurveyFile target = SurveyFile.create(to, options);
            boolean done = false;
            try (target) {
                copy(source, target, chosen, progress);
                done = true;
            } finally {
                if (!done) {
                    discard(to);
                }
            }
            return verify(from, to, chosen);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new H5Exception(file + ": what a failed conversion left cannot be deleted", e);
        }
    }

    private static void copy(SurveyFile source, SurveyFile target, List<Survey> surveys, Progress progress) {
        int all = surveys.stream()
                .mapToInt(survey -> survey.stationNames().size())
                .sum();
        int[] done = {0};
        for (Survey survey : surveys) {
            target.change(() -> {
                done[0] += copy(source, target, survey, stations -> progress.at(done[0] + stations, all));
                return target;
            });
        }
        if (source.version() == target.version() && source.version() == SurveyVersion.V0_2_0) {
            merge(source.h5(), "/Experiment/Reports", target.h5(), "/Experiment/Reports");
        } else if (source.version() == SurveyVersion.V0_2_0) {
            merge(source.h5(), "/Experiment/Reports", target.h5(), "/Survey/Reports");
        }
        for (String own : source.h5().root().names()) {
            if (!own.equals("Survey")
                    && !own.equals("Experiment")
                    && !target.h5().contains(own)) {
                source.h5().copy("/" + own, target.h5(), "/" + own);
            } else if (("/" + own).equals(Frame.OWN)) {
                merge(source.h5(), Frame.OWN, target.h5(), Frame.OWN);
            }
        }
    }

    private interface Stations {
        void done(int number);
    }

    private static int copy(SurveyFile source, SurveyFile target, Survey survey, Stations progress) {
        H5File from = source.h5();
        H5File to = target.h5();
        SurveyMetadata metadata = survey.metadata();
        Survey made;
        if (target.version() == SurveyVersion.V0_1_0) {
            made = target.surveys().get(0);
            made.setMetadata(metadata);
        } else {
            made = target.addSurvey(metadata);
        }
        int stations = 0;
        for (String station : survey.stationNames()) {
            from.copy(survey.path() + "/Stations/" + station, to, made.path() + "/Stations/" + station);
            stations++;
            progress.done(stations);
        }
        for (String part : List.of("Filters", "Reports", "Standards")) {
            if (from.contains(survey.path() + "/" + part)) {
                to.delete(made.path() + "/" + part);
                from.copy(survey.path() + "/" + part, to, made.path() + "/" + part);
            }
        }
        String standards = made.path() + "/Standards/summary";
        if (to.contains(standards)) {
            to.get(standards).attrs().set("reference", to.get(standards).address(), DType.REFERENCE);
        }
        return stations;
    }

    /** What the other file does not have under its name. */
    private static void merge(H5File from, String source, H5File to, String target) {
        if (from.contains(source) && from.get(source) instanceof Group group) {
            for (String name : group.names()) {
                if (!to.contains(target + "/" + name)) {
                    from.copy(source + "/" + name, to, target + "/" + name);
                }
            }
        }
    }

    private static Done verify(Path from, Path to, List<Survey> surveys) {
        try (SurveyFile target = SurveyFile.read(to)) {
            Map<String, Long> expected = new TreeMap<>();
            Map<String, Long> found = new TreeMap<>();
            int runs = 0;
            for (Station station : surveys.stream()
                    .flatMap(survey -> survey.stations().stream())
                    .toList()) {
                runs += station.runNames().size();
                sizes(station, expected);
            }
            target.stations().forEach(station -> sizes(station, found));
            if (!expected.equals(found)) {
                throw new H5Exception(to + ": not all samples of " + from + " have arrived: " + expected
                        + " is expected, found " + found);
            }
            return new Done(
                    target.stations().size(),
                    runs,
                    found.size(),
                    found.values().stream().mapToLong(Long::longValue).sum());
        }
    }

    private static void sizes(Station station, Map<String, Long> sizes) {
        for (Run run : station.runs()) {
            for (Channel channel : run.channels()) {
                sizes.merge(station.name() + "/" + run.name() + "/" + channel.name(), channel.size(), Long::sum);
            }
        }
    }
}

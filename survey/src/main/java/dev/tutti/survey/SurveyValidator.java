package dev.tutti.survey;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.AttributeInfo;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import dev.tutti.survey.metadata.ChannelMetadata;
import dev.tutti.survey.metadata.Metadata;
import dev.tutti.survey.metadata.RunMetadata;
import dev.tutti.survey.metadata.StationMetadata;
import dev.tutti.survey.metadata.SurveyMetadata;
import dev.tutti.survey.metadata.UtcTime;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Looks whether a file is what the standard says: its structure, its metadata, its samples. The file is only read, and may be live. Every error that the standard's own
 * validator reports is among those found here; the names of the levels and of the report's fields are the same. That validator also warns of groups for features and Fourier
 * coefficients, which it takes for runs without channels; they are no finding here.
 */
public final class SurveyValidator {
    /** What is looked at, beyond the structure. */
    public enum Part {
        /** Attributes: types, vocabularies, and whether they fit what they describe. */
        METADATA,
        /** Samples: all are read. */
        DATA,
        /** Every structure of the HDF5 file, as {@code tutti check} does. */
        INTEGRITY
    }

    private static final Set<String> ROOT_CHILDREN = Set.of("Reports", "Standards", "Surveys", "Stations", "Filters");
    private static final String STRUCTURE = "Structure";
    private static final String METADATA = "Metadata";
    private static final String DATA = "Data";

    private final Path path;
    private final Set<Part> parts;
    private final List<ValidationReport.Message> found = new ArrayList<>();
    private final Map<String, Long> sizes = new HashMap<>();

    private final LongConsumer progress;
    private long looked;

    private SurveyValidator(Path path, Set<Part> parts, LongConsumer progress) {
        this.path = path;
        this.parts = parts;
        this.progress = progress;
    }

    /** Looks at structure and metadata. */
    public static ValidationReport validate(Path path) {
        return validate(path, EnumSet.of(Part.METADATA));
    }

    /**
     * Looks at the structure and at these parts.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is no such file; whatever else is wrong is a finding
     */
    public static ValidationReport validate(Path path, Set<Part> parts) {
        return validate(path, parts, bytes -> {});
    }

    /**
     * The same, for files that take long.
     *
     * @param progress is told, after each channel whose samples were read, how many bytes of the file all samples so far take; called by this thread
     */
    public static ValidationReport validate(Path path, Set<Part> parts, LongConsumer progress) {
        SurveyValidator validator = new SurveyValidator(path, parts, progress);
        validator.run();
        return new ValidationReport(path, validator.found);
    }

    private void error(String category, String where, String text) {
        found.add(new ValidationReport.Message(ValidationReport.Level.ERROR, category, where, text));
    }

    private void warning(String category, String where, String text) {
        found.add(new ValidationReport.Message(ValidationReport.Level.WARNING, category, where, text));
    }

    private void info(String category, String where, String text) {
        found.add(new ValidationReport.Message(ValidationReport.Level.INFO, category, where, text));
    }

    private void run() {
        boolean live = H5.status(path).live();
        try (H5File h5 = H5.open(path, live ? FileOptions.snapshotOfLive() : FileOptions.readOnly())) {
            if (live) {
                info(
                        "File",
                        "",
                        "the file is live: one version was looked at, stored tables and periods may be behind");
            }
            root(h5, live);
        } catch (H5Exception e) {
            if (e instanceof dev.tutti.errors.H5NotFoundException || e instanceof dev.tutti.errors.H5BusyException) {
                throw e;
            }
            error("File", "", "reading failed: " + e.getMessage());
        }
        if (parts.contains(Part.INTEGRITY)) {
            H5.check(path).problems().forEach(problem -> error("Integrity", "", problem.toString()));
        }
    }

    private void root(H5File h5, boolean live) {
        Attributes attributes = h5.attrs();
        String type = attributes.contains("file.type") ? String.valueOf(attributes.get("file.type")) : "";
        String version = attributes.contains("file.version") ? String.valueOf(attributes.get("file.version")) : "";
        if (!type.equals("MTH5")) {
            error(
                    "File",
                    "",
                    "attribute file.type: \"MTH5\" is expected, found "
                            + (type.isEmpty() ? "none" : "\"" + type + "\""));
        }
        if (!attributes.contains("data_level")) {
            warning("File", "", "attribute data_level is missing; 0 to 3 is expected");
        } else if (!(attributes.get("data_level") instanceof Number level)
                || level.longValue() < 0
                || level.longValue() > 3) {
            error("File", "", "attribute data_level: 0 to 3 is expected, found " + attributes.get("data_level"));
        }
        texts(h5.root());
        switch (version) {
            case "0.1.0" -> structure(h5, "/Survey", List.of("Stations", "Reports", "Filters", "Standards"), live);
            case "0.2.0" -> structure(h5, "/Experiment", List.of("Surveys", "Reports", "Standards"), live);
            default ->
                error(
                        "File",
                        "",
                        "attribute file.version: 0.1.0 or 0.2.0 is expected, found "
                                + (version.isEmpty() ? "none" : "\"" + version + "\""));
        }
    }

    private void structure(H5File h5, String root, List<String> required, boolean live) {
        if (!h5.contains(root)) {
            error(STRUCTURE, root, "the group is missing");
            return;
        }
        Group group = h5.group(root);
        for (String name : required) {
            if (!group.contains(name)) {
                error(STRUCTURE, root + "/" + name, "the group is missing");
            }
        }
        standards(group);
        for (String name : group.names()) {
            if (!ROOT_CHILDREN.contains(name) && !name.contains("summary")) {
                error(
                        STRUCTURE,
                        root + "/" + name,
                        "an object that the standard does not know; its library refuses to change the file");
            }
        }
        if (root.equals("/Survey")) {
            survey(group);
        } else if (h5.contains(Frame.SURVEYS)) {
            h5.group(Frame.SURVEYS).children().filter(Group.class::isInstance).forEach(each -> survey((Group) each));
            info(STRUCTURE, Frame.SURVEYS, h5.group(Frame.SURVEYS).size() + " surveys");
        }
        tables(group, live);
    }

    /** The table that says what attributes mean: old files and other programs have fewer rows, which is no fault. */
    private void standards(Group root) {
        if (!root.contains("Standards/summary")) {
            return;
        }
        String path = root.path() + "/Standards/summary";
        try {
            long missing = StandardAttributes.missingFrom(Standards.described(root.dataset("Standards/summary")));
            if (missing > 0) {
                info(
                        STRUCTURE,
                        path,
                        missing + " of the " + StandardAttributes.all().size()
                                + " attributes of the standard are not described");
            }
        } catch (H5Exception e) {
            error(STRUCTURE, path, "no table of attributes: " + e.getMessage());
        }
    }

    private void survey(Group survey) {
        for (String name : List.of("Stations", "Reports", "Filters", "Standards")) {
            if (!survey.contains(name) && !survey.path().equals("/Survey")) {
                warning(
                        STRUCTURE,
                        survey.path() + "/" + name,
                        "the group is missing"
                                + (name.equals("Filters")
                                        ? "; the standard's library cannot make time series without it"
                                        : ""));
            }
        }
        metadata(survey, "Survey", SurveyMetadata.DEFAULTS);
        if (survey.contains("Stations")) {
            List<Node> stations = survey.group("Stations").children().toList();
            stations.stream().filter(Group.class::isInstance).forEach(station -> station((Group) station));
            info(STRUCTURE, survey.path(), stations.size() + " stations");
        }
    }

    private void station(Group station) {
        metadata(station, "Station", StationMetadata.DEFAULTS);
        Set<String> runs = new TreeSet<>();
        for (Node child : station.children().toList()) {
            if (child instanceof Group run && !Names.OF_STATION.contains(child.name())) {
                runs.add(run.name());
                run(run);
            }
        }
        info(STRUCTURE, station.path(), runs.size() + " runs");
        if (parts.contains(Part.METADATA) && station.attrs().contains("run_list")) {
            try {
                Set<String> listed = new TreeSet<>(
                        SurveyNode.metadata(station, StationMetadata.DEFAULTS).runList());
                if (!listed.isEmpty() && !listed.equals(runs)) {
                    warning(METADATA, station.path(), "attribute run_list: " + runs + " is expected, found " + listed);
                }
            } catch (H5TypeException e) {
                error(METADATA, station.path(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void run(Group run) {
        metadata(run, "Run", RunMetadata.DEFAULTS);
        List<Dataset> channels = run.children()
                .filter(Dataset.class::isInstance)
                .map(Dataset.class::cast)
                .toList();
        if (channels.isEmpty()) {
            warning(STRUCTURE, run.path(), "the run has no channels");
        }
        Set<Long> lengths = new TreeSet<>();
        for (Dataset channel : channels) {
            lengths.add(channel.size());
            sizes.put(channel.path(), channel.size());
            channel(run, channel);
        }
        if (lengths.size() > 1) {
            warning(STRUCTURE, run.path(), "channels of one length are expected, found " + lengths + " samples");
        }
    }

    private void channel(Group run, Dataset channel) {
        if (channel.shape().length != 1) {
            error(STRUCTURE, channel.path(), "one dimension is expected, found " + channel.shape().length);
            return;
        }
        if (!channel.name().equals(channel.name().toLowerCase(Locale.ROOT))) {
            warning(STRUCTURE, channel.path(), "a name in lower case is expected");
        }
        if (parts.contains(Part.METADATA)) {
            described(run, channel);
        }
        if (parts.contains(Part.DATA)) {
            samples(channel);
        }
    }

    private void described(Group run, Dataset channel) {
        texts(channel);
        Attributes attributes = channel.attrs();
        for (String name : List.of(
                "mth5_type",
                "type",
                "component",
                "sample_rate",
                "time_period.start",
                "time_period.end",
                "measurement_azimuth",
                "measurement_tilt",
                "units")) {
            if (!attributes.contains(name)) {
                error(
                        METADATA,
                        channel.path(),
                        "attribute " + name + " is missing; summaries cannot be made without it");
                return;
            }
        }
        try {
            ChannelMetadata known = Channel.metadata(channel);
            vocabulary(channel, (Record) known);
            if (known.sampleRate() <= 0) {
                error(
                        METADATA,
                        channel.path(),
                        "attribute sample_rate: more than 0 is expected, found " + known.sampleRate());
                return;
            }
            Attributes above = run.attrs();
            if (above.contains("sample_rate") && above.get("sample_rate", Double.class) != known.sampleRate()) {
                error(
                        METADATA,
                        channel.path(),
                        "attribute sample_rate: " + above.get("sample_rate") + ", the run's, is expected, found "
                                + known.sampleRate());
            }
            Instant end = UtcTime.parse(attributes.get("time_period.end", String.class));
            long off = Math.abs(
                    java.time.Duration.between(known.timePeriod().end(), end).toNanos());
            if (channel.size() > 0 && off > 1.0e9 / known.sampleRate()) {
                warning(
                        METADATA,
                        channel.path(),
                        "attribute time_period.end: "
                                + UtcTime.text(known.timePeriod().end()) + " is expected of " + channel.size()
                                + " samples, found " + UtcTime.text(end));
            }
        } catch (H5TypeException e) {
            error(METADATA, channel.path(), String.valueOf(e.getMessage()));
        }
    }

    private void metadata(Group group, String type, Record defaults) {
        if (!parts.contains(Part.METADATA)) {
            return;
        }
        texts(group);
        String found = SurveyNode.type(group);
        if (!found.equalsIgnoreCase(type)) {
            warning(
                    METADATA,
                    group.path(),
                    "attribute mth5_type: \"" + type + "\" is expected, found "
                            + (found.isEmpty() ? "none" : "\"" + found + "\""));
        }
        try {
            vocabulary(group, SurveyNode.metadata(group, defaults));
        } catch (H5TypeException e) {
            error(METADATA, group.path(), String.valueOf(e.getMessage()));
        }
    }

    /** Text of fixed length makes the standard's library refuse a file. */
    private void texts(Node node) {
        for (String name : node.attrs().names()) {
            AttributeInfo info = node.attrs().info(name);
            if (info.type().toString().startsWith("string(")) {
                error(
                        METADATA,
                        node.path(),
                        "attribute " + name + ": text of any length is expected, found text of fixed length");
            }
        }
    }

    private void vocabulary(Node node, Record known) {
        Map<String, Object> values = Metadata.toAttributes(known);
        for (Metadata.Field field : Metadata.fields(known)) {
            Object value = values.getOrDefault(field.name(), "");
            if (field.options().isEmpty()
                    || value.toString().isEmpty()
                    || !node.attrs().contains(field.name())) {
                continue;
            }
            List<String> options = List.of(field.options().split(", *", -1));
            if (options.stream().noneMatch(option -> option.equalsIgnoreCase(value.toString()))) {
                info(
                        METADATA,
                        node.path(),
                        "attribute " + field.name() + ": one of " + options + " is foreseen, found \"" + value + "\"");
            }
        }
    }

    private void samples(Dataset channel) {
        boolean values = false;
        long invalid = 0;
        try {
            for (Slice piece : channel.rows().toList()) {
                Object read = channel.read(piece);
                values |= Nonzero.in(read);
                if (read instanceof double[] doubles) {
                    for (double value : doubles) {
                        invalid += Double.isNaN(value) ? 1 : 0;
                    }
                } else if (read instanceof float[] floats) {
                    for (float value : floats) {
                        invalid += Float.isNaN(value) ? 1 : 0;
                    }
                }
            }
            looked += channel.storedBytes();
            progress.accept(looked);
            if (!values) {
                warning(DATA, channel.path(), channel.size() == 0 ? "there are no samples" : "all samples are zero");
            }
            if (invalid > 0) {
                info(DATA, channel.path(), invalid + " of " + channel.size() + " samples are no numbers");
            }
        } catch (H5Exception e) {
            error(DATA, channel.path(), "reading samples failed: " + e.getMessage());
        }
    }

    private void tables(Group root, boolean live) {
        for (String name : List.of("channel_summary", "tf_summary")) {
            if (!root.contains(name)) {
                warning(STRUCTURE, root.path() + "/" + name, "the table is missing");
            } else if (!(root.get(name) instanceof Dataset)) {
                error(STRUCTURE, root.path() + "/" + name, "a dataset is expected");
            }
        }
        if (!root.contains("fc_summary")) {
            info(STRUCTURE, root.path() + "/fc_summary", "the table is missing, as in files of old versions");
        }
        if (live
                || !parts.contains(Part.METADATA)
                || !(root.find("channel_summary").orElse(null) instanceof Dataset table)) {
            return;
        }
        try {
            long[] stored = table.table().column("n_samples", long[].class);
            List<Long> listed = new ArrayList<>();
            for (long samples : stored) {
                listed.add(samples);
            }
            List<Long> there = new ArrayList<>(sizes.values());
            Collections.sort(there);
            Collections.sort(listed);
            boolean empty = there.isEmpty() && listed.equals(List.of(0L));
            if (!empty && !there.equals(listed)) {
                warning(
                        STRUCTURE,
                        table.path(),
                        "the table lists " + listed.size() + " channels with " + sum(listed) + " samples, the file has "
                                + there.size() + " with " + sum(there) + "; SurveyFile.summarize brings it up to date");
            }
        } catch (H5Exception e) {
            error(STRUCTURE, table.path(), "a table of channels is expected: " + e.getMessage());
        }
    }

    private static long sum(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).sum();
    }
}

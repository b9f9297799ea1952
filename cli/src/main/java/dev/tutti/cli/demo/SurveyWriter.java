package dev.tutti.cli.demo;

import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.hdf5.Slice;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The writer's side of the survey file. Takes up a file where another writer left it: what that one has published stands, what it had not is not
 * there. Used by one thread.
 */
final class SurveyWriter implements AutoCloseable {
    /** One channel that grows. */
    private static final class Channel {
        private final String name;
        private final Dataset dataset;
        private final long first;
        private long rows;

        Channel(String name, Dataset dataset, long first, long rows) {
            this.name = name;
            this.dataset = dataset;
            this.first = first;
            this.rows = rows;
        }
    }

    private final Signal signal;
    private final int rate;
    private final LiveWriter writer;
    private final Dataset publishes;
    private final List<Channel> main = new ArrayList<>();
    private final Map<String, Channel> growing = new LinkedHashMap<>();
    private int runs;
    private long published;
    private long position;

    SurveyWriter(Path file, Signal signal, int rate) {
        this.signal = signal;
        this.rate = rate;
        this.writer = H5.live(file);
        if (writer.file().contains(Survey.PUBLISHES)) {
            publishes = writer.dataset(Survey.PUBLISHES);
            takeUp();
        } else {
            publishes = writer.create(Survey.PUBLISHES)
                    .type(DType.I64)
                    .shape(0, 3)
                    .maxShape(H5.UNLIMITED, 3)
                    .chunk(512, 3)
                    .create();
            frame();
            addRun(signal.channels());
        }
    }

    /** Groups and attributes above the runs. */
    private void frame() {
        Attributes root = writer.attrs();
        root.set("file.type", "MTH5");
        root.set("file.version", "0.2.0");
        for (String[] group : new String[][] {
            {Survey.SURVEYS, "MasterSurvey", ""},
            {Survey.SURVEY, "Survey", "live_survey"},
            {Survey.STATIONS, "MasterStation", ""},
            {Survey.STATION, "Station", "MT001"}
        }) {
            Attributes attributes = writer.createGroup(group[0]).attrs();
            attributes.set("mth5_type", group[1]);
            if (!group[2].isEmpty()) {
                attributes.set("id", group[2]);
            }
        }
    }

    /** Finds out how far the last writer has come. */
    private void takeUp() {
        published = publishes.shape()[0];
        Group station = writer.file().group(Survey.STATION);
        for (LinkInfo run : station.links()) {
            runs++;
            for (LinkInfo link : station.group(run.name()).links()) {
                Dataset dataset = writer.dataset(Survey.path(run.name(), link.name()));
                long first = dataset.attrs().get(Survey.FIRST, Long.class);
                Channel channel = new Channel(link.name(), dataset, first, dataset.shape()[0]);
                if (runs == 1) {
                    main.add(channel);
                    position = channel.rows;
                }
            }
        }
        if (published > 0) {
            long[] last = publishes.read(long[].class, Slice.last(1));
            if (last[2] != position) {
                throw new IllegalStateException(
                        "the last publish says " + last[2] + " rows, the channels of the first run have " + position);
            }
        }
        main.forEach(channel -> growing.put(Survey.path(Survey.run(1), channel.name), channel));
    }

    /** Adds the next run, with these channels, which begin at the present position of the signal. */
    void addRun(List<String> channels) {
        runs++;
        String run = Survey.run(runs);
        Attributes attributes = writer.createGroup(Survey.STATION + "/" + run).attrs();
        attributes.set("mth5_type", "Run");
        attributes.set("id", run);
        attributes.set("sample_rate", (double) rate);
        attributes.set("time_period.start", Instant.now().toString());
        growing.keySet().removeIf(path -> !path.startsWith(Survey.path(Survey.run(1), "")));
        for (String name : channels) {
            String path = Survey.path(run, name);
            Channel channel = new Channel(name, create(path, name), position, 0);
            growing.put(path, channel);
            if (runs == 1) {
                main.add(channel);
            }
        }
    }

    private Dataset create(String path, String name) {
        long[] row = signal.rowShape();
        long[] shape = new long[row.length + 1];
        long[] max = new long[row.length + 1];
        int[] chunk = new int[row.length + 1];
        max[0] = H5.UNLIMITED;
        chunk[0] = row.length == 0 ? 1024 : 1;
        for (int i = 0; i < row.length; i++) {
            shape[i + 1] = row[i];
            max[i + 1] = row[i];
            chunk[i + 1] = Math.toIntExact(Math.max(1, row[i]));
        }
        return writer.create(path)
                .type(signal.type())
                .shape(shape)
                .maxShape(max)
                .chunk(chunk)
                .attr("mth5_type", name.startsWith("e") ? "Electric" : name.startsWith("h") ? "Magnetic" : "Auxiliary")
                .attr("component", name)
                .attr("sample_rate", (double) rate)
                .attr(Survey.FIRST, position)
                .units(name.startsWith("e") ? "mV/km" : "nT")
                .create();
    }

    /** Appends the next rows to all channels that grow, and publishes them at once. */
    void publish(long rows) {
        for (Channel channel : growing.values()) {
            channel.dataset.append(
                    signal.rows(channel.name, channel.first + channel.rows, channel.first + channel.rows + rows));
            channel.rows += rows;
        }
        position += rows;
        publishes.append(new long[] {published + 1, Survey.now(), position});
        writer.publish();
        published++;
    }

    /** What has been published: each channel that grew, and its rows. Called after the publish has returned. */
    String journal() {
        StringBuilder line = new StringBuilder("P ")
                .append(published)
                .append(' ')
                .append(Survey.PUBLISHES)
                .append('=')
                .append(published);
        growing.forEach(
                (path, channel) -> line.append(' ').append(path).append('=').append(channel.rows));
        return line.toString();
    }

    long position() {
        return position;
    }

    List<String> mainChannels() {
        return main.stream().map(channel -> channel.name).toList();
    }

    @Override
    public void close() {
        writer.close();
    }
}

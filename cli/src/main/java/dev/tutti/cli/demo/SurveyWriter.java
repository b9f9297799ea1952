package dev.tutti.cli.demo;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.Slice;
import dev.tutti.survey.ChannelOptions;
import dev.tutti.survey.Run;
import dev.tutti.survey.Station;
import dev.tutti.survey.SurveyFile;
import dev.tutti.survey.metadata.ChannelMetadata;
import dev.tutti.survey.metadata.TimePeriod;
import dev.tutti.survey.metadata.UtcTime;
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
    private final SurveyFile survey;
    private final Station station;
    private final Dataset publishes;
    private final List<Channel> main = new ArrayList<>();
    private final Map<String, Channel> growing = new LinkedHashMap<>();
    private int runs;
    private long published;
    private long position;

    SurveyWriter(Path file, Signal signal, int rate) {
        this.signal = signal;
        this.rate = rate;
        this.survey = SurveyFile.live(file);
        if (survey.h5().contains(Survey.PUBLISHES)) {
            publishes = survey.h5().dataset(Survey.PUBLISHES);
            station = survey.survey(Survey.NAME).station(Survey.STATION_NAME);
            takeUp();
        } else {
            publishes = survey.h5()
                    .create(Survey.PUBLISHES)
                    .type(DType.I64)
                    .shape(0, 3)
                    .maxShape(H5.UNLIMITED, 3)
                    .chunk(512, 3)
                    .create();
            station = survey.requireSurvey(Survey.NAME).requireStation(Survey.STATION_NAME);
            addRun(signal.channels());
        }
    }

    /** Finds out how far the last writer has come. */
    private void takeUp() {
        published = publishes.shape()[0];
        for (LinkInfo run : survey.h5().group(Survey.STATION).links()) {
            if (!run.name().startsWith("run_")) {
                continue;
            }
            runs++;
            for (LinkInfo link :
                    survey.h5().group(Survey.STATION).group(run.name()).links()) {
                Dataset dataset = survey.h5().dataset(Survey.path(run.name(), link.name()));
                long first = Survey.first(survey.h5(), dataset.path());
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
        String name = Survey.run(runs);
        Instant start = runs == 1
                ? Instant.now()
                : Survey.clock(survey.h5(), main.get(0).dataset.path()).timeOf(position);
        survey.update(() -> {
            Run run = station.addRun(name, rate);
            growing.keySet().removeIf(path -> !path.startsWith(Survey.path(Survey.run(1), "")));
            for (String each : channels) {
                String path = Survey.path(name, each);
                Channel channel = new Channel(each, create(run, path, each, start), position, 0);
                growing.put(path, channel);
                if (runs == 1) {
                    main.add(channel);
                }
            }
        });
    }

    private Dataset create(Run run, String path, String name, Instant start) {
        long[] row = signal.rowShape();
        if (row.length == 0) {
            ChannelMetadata metadata = ChannelMetadata.of(name)
                    .withUnits(name.startsWith("e") ? "mV/km" : "nT")
                    .withTimePeriod(new TimePeriod(start, start));
            return run.addChannel(metadata, ChannelOptions.of(signal.type()).withChunk(1024))
                    .dataset();
        }
        // What is replayed has rows of several values, for which the standard has no channel: a dataset of the run with
        // the same times.
        long[] shape = new long[row.length + 1];
        long[] max = new long[row.length + 1];
        int[] chunk = new int[row.length + 1];
        max[0] = H5.UNLIMITED;
        chunk[0] = 1;
        for (int i = 0; i < row.length; i++) {
            shape[i + 1] = row[i];
            max[i + 1] = row[i];
            chunk[i + 1] = Math.toIntExact(Math.max(1, row[i]));
        }
        return survey.h5()
                .create(path)
                .type(signal.type())
                .shape(shape)
                .maxShape(max)
                .chunk(chunk)
                .attr("sample_rate", (double) rate)
                .attr("time_period.start", UtcTime.text(start))
                .create();
    }

    /** Appends the next rows to all channels that grow, and publishes them at once. */
    void publish(long rows) {
        survey.update(() -> {
            for (Map.Entry<String, Channel> entry : growing.entrySet()) {
                Channel channel = entry.getValue();
                Object values =
                        signal.rows(channel.name, channel.first + channel.rows, channel.first + channel.rows + rows);
                if (signal.rowShape().length == 0) {
                    String run = entry.getKey()
                            .substring(
                                    Survey.STATION.length() + 1, entry.getKey().lastIndexOf('/'));
                    station.run(run).channel(channel.name).append(values);
                } else {
                    channel.dataset.append(values);
                }
                channel.rows += rows;
            }
            position += rows;
            publishes.append(new long[] {published + 1, Survey.now(), position});
        });
        survey.publish();
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
        survey.close();
    }
}

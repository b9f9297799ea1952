package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.survey.metadata.AuxiliaryMetadata;
import dev.tutti.survey.metadata.ChannelMetadata;
import dev.tutti.survey.metadata.ElectricMetadata;
import dev.tutti.survey.metadata.MagneticMetadata;
import dev.tutti.survey.metadata.RunMetadata;
import dev.tutti.survey.metadata.TimePeriod;
import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run of a station: channels that are recorded together at one rate. A handle; thread-safe. */
public final class Run extends SurveyNode {
    private static final String[] CHANNEL_TYPES = {"Electric", "Magnetic", "Auxiliary"};

    private final Station station;

    Run(Station station, String path) {
        super(station.file(), path);
        this.station = station;
    }

    /** The station that it belongs to. */
    public Station station() {
        return station;
    }

    /** What is known of it; its period and channels are those that are there. */
    public RunMetadata metadata() {
        return current(stored());
    }

    RunMetadata stored() {
        return metadata(RunMetadata.DEFAULTS);
    }

    private RunMetadata current(RunMetadata stored) {
        List<String> electric = new ArrayList<>();
        List<String> magnetic = new ArrayList<>();
        List<String> auxiliary = new ArrayList<>();
        TimePeriod period = TimePeriod.UNKNOWN;
        for (Channel channel : channels()) {
            Dataset dataset = channel.dataset();
            String type = type(dataset);
            (type.equals("Electric") ? electric : type.equals("Magnetic") ? magnetic : auxiliary).add(channel.name());
            period = around(period, Channel.period(dataset));
        }
        return stored.withChannelsRecordedElectric(electric)
                .withChannelsRecordedMagnetic(magnetic)
                .withChannelsRecordedAuxiliary(auxiliary)
                .withTimePeriod(period.isKnown() ? period : stored.timePeriod());
    }

    /** Brings the stored period and lists of channels to what is there. Called inside a change. False if it covers less than was stored. */
    boolean settle() {
        RunMetadata stored = stored();
        RunMetadata current = current(stored);
        if (!current.equals(stored)) {
            update(node(), current);
        }
        return around(stored.timePeriod(), current.timePeriod()).equals(current.timePeriod());
    }

    /** Some channels have grown and now have this period; none was added or removed. Called inside a change. */
    void grow(TimePeriod period) {
        RunMetadata stored = stored();
        TimePeriod grown = around(stored.timePeriod(), period);
        if (!grown.equals(stored.timePeriod())) {
            update(node(), stored.withTimePeriod(grown));
        }
    }

    /** Replaces what is known of it; the id stays the name, period and channels those that are there, the rate what the channels have. */
    public void setMetadata(RunMetadata metadata) {
        file().change(() -> {
            RunMetadata kept = metadata.withId(name());
            update(node(), current(channelNames().isEmpty() ? kept : kept.withSampleRate(sampleRate())));
            file().ledger().lessened(this);
            return this;
        });
    }

    /** Samples a second of all channels; 0 if nobody has said it yet. */
    public double sampleRate() {
        Attributes attributes = group().attrs();
        return attributes.contains("sample_rate") && attributes.get("sample_rate") instanceof Number rate
                ? rate.doubleValue()
                : stored().sampleRate();
    }

    /** From the first to the last sample of all channels; what is stored if there are none. */
    public TimePeriod timePeriod() {
        TimePeriod period = TimePeriod.UNKNOWN;
        for (Channel channel : channels()) {
            period = around(period, Channel.period(channel.dataset()));
        }
        return period.isKnown() ? period : stored().timePeriod();
    }

    /** The shortest period that holds two; one of which nothing is known does not count. */
    static TimePeriod around(TimePeriod a, TimePeriod b) {
        if (!a.isKnown() || !b.isKnown()) {
            return a.isKnown() ? a : b;
        }
        return new TimePeriod(
                a.start().isBefore(b.start()) ? a.start() : b.start(), a.end().isAfter(b.end()) ? a.end() : b.end());
    }

    /** Names of the channels, sorted. */
    public List<String> channelNames() {
        return named(CHANNEL_TYPES);
    }

    /** The channels, sorted by name. */
    public List<Channel> channels() {
        return channelNames().stream()
                .map(name -> new Channel(this, path() + "/" + name))
                .toList();
    }

    /** Whether there is a channel of that name. */
    public boolean hasChannel(String name) {
        return has(Names.channel(name));
    }

    /**
     * The channel of that name, in whatever case it is given.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is none
     */
    public Channel channel(String name) {
        return new Channel(this, child("channel", Names.channel(name)));
    }

    /** Adds an electric channel of doubles. */
    public Channel addElectric(String name, Instant start) {
        return addChannel(
                ElectricMetadata.of(name).withTimePeriod(new TimePeriod(start, start)), ChannelOptions.defaults());
    }

    /** Adds a magnetic channel of doubles. */
    public Channel addMagnetic(String name, Instant start) {
        return addChannel(
                MagneticMetadata.of(name).withTimePeriod(new TimePeriod(start, start)), ChannelOptions.defaults());
    }

    /** Adds another kind of channel of doubles. */
    public Channel addAuxiliary(String name, Instant start) {
        return addChannel(
                AuxiliaryMetadata.of(name).withTimePeriod(new TimePeriod(start, start)), ChannelOptions.defaults());
    }

    /** Adds a channel that has samples already; they are stored in the type that they have. */
    public Channel addChannel(ChannelMetadata metadata, Object samples) {
        return file().change(() -> {
            Channel channel = addChannel(metadata, ChannelOptions.of(typeOf(samples)));
            channel.append(samples);
            return channel;
        });
    }

    static DType typeOf(Object samples) {
        if (samples instanceof double[]) {
            return DType.F64;
        } else if (samples instanceof float[]) {
            return DType.F32;
        } else if (samples instanceof long[]) {
            return DType.I64;
        } else if (samples instanceof int[]) {
            return DType.I32;
        } else if (samples instanceof short[]) {
            return DType.I16;
        } else if (samples instanceof byte[]) {
            return DType.I8;
        }
        throw new H5TypeException("samples are expected as double[], float[], long[], int[], short[] or byte[], found "
                + samples.getClass().getSimpleName());
    }

    /**
     * Adds a channel without samples.
     *
     * @param metadata its component becomes the name, in lower case; its rate is the run's (0 takes it over), its period starts with the first sample
     * @throws dev.tutti.errors.H5ExistsException if there is one of that name; nothing has changed
     * @throws H5TypeException if it has another rate than the run, or neither has one
     */
    public Channel addChannel(ChannelMetadata metadata, ChannelOptions options) {
        String name = Names.channel(metadata.component());
        String path = path() + "/" + name;
        return file().change(() -> {
            refuseExisting("channel", name);
            double ofRun = sampleRate();
            double rate = metadata.sampleRate() == 0 ? ofRun : metadata.sampleRate();
            if (rate <= 0 || (ofRun != 0 && rate != ofRun)) {
                throw new H5TypeException(file().path() + ": " + path + ": a sample rate "
                        + (ofRun == 0 ? "above 0" : "of " + ofRun + ", the run's,") + " is expected, found " + rate
                        + "; a run has one rate: add another run");
            }
            TimePeriod period = metadata.timePeriod();
            Map<String, Object> known = Storable.attributes(path, (Record) metadata.withComponent(name)
                    .withSampleRate(rate)
                    .withTimePeriod(new TimePeriod(period.start(), period.start())));
            SurveyOptions general = file().options();
            String filters =
                    options.compression() == null ? general.compression(file().access()) : options.compression();
            Dataset dataset = file().h5()
                    .create(path)
                    .type(options.type())
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(options.chunk() == 0 ? general.chunk() : options.chunk())
                    .compress(filters)
                    .create();
            write(dataset, metadata.kind(), known);
            if (ofRun == 0) {
                group().attrs().set("sample_rate", rate);
            }
            file().ledger().extended(this);
            return new Channel(this, path);
        });
    }

    /** Removes a channel with its samples. */
    public void removeChannel(String name) {
        Channel channel = channel(name);
        file().change(() -> {
            file().h5().delete(channel.path());
            file().ledger().forget(channel.path());
            file().ledger().lessened(this);
            return this;
        });
    }

    /**
     * Appends samples to several channels at once: all of them, or none if anything does not fit. The arrays have one length. Channels that are not named get none.
     *
     * @param samples a flat array for each channel, by name
     */
    public void append(Map<String, ?> samples) {
        Map<Channel, Object> checked = new LinkedHashMap<>();
        int length = -1;
        for (Map.Entry<String, ?> entry : samples.entrySet()) {
            Channel channel = channel(entry.getKey());
            typeOf(entry.getValue());
            int given = Array.getLength(entry.getValue());
            if (length >= 0 && given != length) {
                throw new H5TypeException(channel.path() + ": " + length
                        + " samples are expected, as many as for the other channels, found " + given);
            }
            length = given;
            checked.put(channel, entry.getValue());
        }
        file().change(() -> {
            Map<Channel, Long> before = new LinkedHashMap<>();
            try {
                checked.forEach((channel, values) -> {
                    before.put(channel, channel.size());
                    channel.append(values);
                });
            } catch (RuntimeException e) {
                before.forEach(Channel::cut);
                throw e;
            }
            return this;
        });
    }

    /** Samples of all channels between two points in time, both included, by name: see {@link Channel#timeSlice(Instant, Instant)}. */
    public Map<String, Samples> timeSlice(Instant start, Instant end) {
        return each(channel -> channel.timeSlice(start, end));
    }

    /** Samples of all channels from a point in time on, by name. */
    public Map<String, Samples> timeSlice(Instant start, int count) {
        return each(channel -> channel.timeSlice(start, count));
    }

    /** The last samples of all channels, by name. */
    public Map<String, Samples> latest(int count) {
        return each(channel -> channel.latest(count));
    }

    /** The samples of the last time of all channels, by name. */
    public Map<String, Samples> latest(Duration time) {
        return each(channel -> channel.latest(time));
    }

    private interface Taking {
        Samples from(Channel channel);
    }

    private Map<String, Samples> each(Taking taking) {
        Map<String, Samples> all = new TreeMap<>();
        channels().forEach(channel -> all.put(channel.name(), taking.from(channel)));
        return all;
    }
}

package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import dev.tutti.survey.metadata.AuxiliaryMetadata;
import dev.tutti.survey.metadata.ChannelMetadata;
import dev.tutti.survey.metadata.ElectricMetadata;
import dev.tutti.survey.metadata.MagneticMetadata;
import dev.tutti.survey.metadata.TimePeriod;
import dev.tutti.survey.metadata.UtcTime;
import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;

/** A channel of a run: samples of one sensor at a fixed rate. A handle; thread-safe. */
public final class Channel extends SurveyNode {
    private final Run run;

    Channel(Run run, String path) {
        super(run.file(), path);
        this.run = run;
    }

    /** The run that it belongs to. */
    public Run run() {
        return run;
    }

    /** The samples as an HDF5 dataset. */
    public Dataset dataset() {
        return file().h5().dataset(path());
    }

    /** What is known of it. The end of its period is worked out from the number of samples that are there. */
    public ChannelMetadata metadata() {
        return metadata(dataset());
    }

    static ChannelMetadata metadata(Dataset dataset) {
        ChannelMetadata stored =
                switch (type(dataset)) {
                    case "Electric" -> metadata(dataset, ElectricMetadata.DEFAULTS);
                    case "Magnetic" -> metadata(dataset, MagneticMetadata.DEFAULTS);
                    default -> metadata(dataset, AuxiliaryMetadata.DEFAULTS);
                };
        if (stored.sampleRate() <= 0) {
            return stored;
        }
        Instant start = stored.timePeriod().start();
        Instant end = new SampleClock(start, stored.sampleRate()).endOf(dataset.size());
        return stored.withTimePeriod(new TimePeriod(start, end));
    }

    /** From the first to the last sample; what is stored of a channel without a rate. */
    static TimePeriod period(Dataset dataset) {
        Attributes attributes = dataset.attrs();
        if (attributes.contains("sample_rate")
                && attributes.contains("time_period.start")
                && attributes.get("sample_rate") instanceof Number rate
                && rate.doubleValue() > 0) {
            SampleClock clock = clock(dataset);
            return new TimePeriod(clock.start(), clock.endOf(dataset.size()));
        }
        return metadata(dataset).timePeriod();
    }

    /** Replaces what is known of it; name, rate and period stay. {@link #setStart} moves the period. */
    public void setMetadata(ChannelMetadata metadata) {
        file().change(() -> {
            ChannelMetadata now = metadata();
            if (!now.kind().equals(metadata.kind())) {
                throw new H5TypeException(
                        file().path() + ": " + path() + " is of kind " + now.kind() + ", not " + metadata.kind());
            }
            update(dataset(), (Record) metadata.withComponent(name())
                    .withSampleRate(now.sampleRate())
                    .withTimePeriod(now.timePeriod()));
            return this;
        });
    }

    /** Says when the first sample was taken; all others move with it. */
    public void setStart(Instant start) {
        file().change(() -> {
            dataset().attrs().set("time_period.start", UtcTime.text(start));
            file().ledger().moved(this);
            return this;
        });
    }

    /** Times of the samples. */
    public SampleClock clock() {
        return clock(dataset());
    }

    private static SampleClock clock(Dataset dataset) {
        return new SampleClock(
                UtcTime.parse(dataset.attrs().get("time_period.start", String.class)),
                dataset.attrs().get("sample_rate", Double.class));
    }

    /** Samples a second. */
    public double sampleRate() {
        return clock().rate();
    }

    /** Time of the first sample. */
    public Instant start() {
        return clock().start();
    }

    /** Time of the last sample; the start if there are none. */
    public Instant end() {
        Dataset dataset = dataset();
        return clock(dataset).endOf(dataset.size());
    }

    /** Number of samples. */
    public long size() {
        return dataset().size();
    }

    /**
     * Appends samples; they follow the last one at the channel's rate. What was appended becomes visible as the file was opened: at once in shared mode, at the next
     * {@link SurveyFile#publish} of a live file, at the close of one that is open alone.
     *
     * @param samples a flat array of numbers that fit the channel's type
     * @return number of the first of them
     * @throws H5TypeException if a number does not fit; nothing was appended
     */
    public long append(Object samples) {
        Run.typeOf(samples);
        boolean values = Nonzero.in(samples);
        return file().change(() -> {
            Dataset dataset = dataset();
            long first = dataset.size();
            if (Array.getLength(samples) > 0) {
                dataset.append(samples);
                file().ledger().appended(this, values);
            }
            return first;
        });
    }

    /** Takes back what was appended after so many samples. Called inside a change that failed. */
    void cut(long samples) {
        Dataset dataset = dataset();
        if (dataset.size() > samples) {
            dataset.resize(samples);
        }
    }

    /** Samples {@code from} to before {@code to}; what the channel does not have is left out. */
    public Samples slice(long from, long to) {
        Dataset dataset = dataset();
        long size = dataset.size();
        long first = Math.max(0, Math.min(from, size));
        long end = Math.max(first, Math.min(to, size));
        return new Samples(path(), first, clock(dataset), dataset.read(Slice.rows(first, end)));
    }

    /** All samples, of which there are no more than an array holds. */
    public Samples all() {
        return slice(0, Long.MAX_VALUE);
    }

    /**
     * Samples between two points in time, both included: from the sample nearest to {@code start} to the one nearest to {@code end}. What lies outside of the channel is
     * left out, without an error.
     *
     * @throws IllegalArgumentException if {@code end} is before {@code start}
     */
    public Samples timeSlice(Instant start, Instant end) {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException(
                    path() + ": an end at or after the start, " + start + ", is expected, found " + end);
        }
        SampleClock clock = clock();
        return slice(clock.indexOf(start), Math.addExact(clock.indexOf(end), 1));
    }

    /** So many samples, beginning with the one nearest to {@code start}; fewer if the channel ends before. */
    public Samples timeSlice(Instant start, int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    path() + ": a number of samples of 0 or more is expected, found " + count);
        }
        long first = clock().indexOf(start);
        return slice(first, Math.addExact(first, count));
    }

    /** The last samples, so many at most. */
    public Samples latest(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    path() + ": a number of samples of 0 or more is expected, found " + count);
        }
        long size = size();
        return slice(size - count, size);
    }

    /** The samples of the last time: those later than the last one's time less {@code time}. */
    public Samples latest(Duration time) {
        long count = clock().samplesIn(time);
        return latest((int) Math.max(0, Math.min(count, Integer.MAX_VALUE - 8)));
    }

    /** Brings samples that begin at a point in time into the channel, wherever that is: see {@link Extension}. */
    public Extension.Done extend(Object samples, Instant start, double sampleRate, Extension how) {
        Run.typeOf(samples);
        return file().change(() -> how.into(this, samples, start, sampleRate));
    }

    /** Whether any sample is not zero. Reads from the start up to the first that is not. */
    public boolean hasData() {
        return Nonzero.in(dataset());
    }
}

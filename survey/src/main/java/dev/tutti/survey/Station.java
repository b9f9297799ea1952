package dev.tutti.survey;

import dev.tutti.survey.metadata.RunMetadata;
import dev.tutti.survey.metadata.StationMetadata;
import dev.tutti.survey.metadata.TimePeriod;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A station of a survey: its runs, and what was made of them. A handle; thread-safe. */
public final class Station extends SurveyNode {
    private final Survey survey;

    Station(Survey survey, String path) {
        super(survey.file(), path);
        this.survey = survey;
    }

    /** The survey that it belongs to. */
    public Survey survey() {
        return survey;
    }

    /** What is known of it; its period, runs and channels are those of the runs that are there. */
    public StationMetadata metadata() {
        return current(stored());
    }

    StationMetadata stored() {
        return metadata(StationMetadata.DEFAULTS);
    }

    /** Notes the name and the channels of a run as they are stored; returns its period. */
    private static TimePeriod add(Run run, Set<String> names, Set<String> channels) {
        RunMetadata known = run.stored();
        names.add(run.name());
        channels.addAll(known.channelsRecordedElectric());
        channels.addAll(known.channelsRecordedMagnetic());
        channels.addAll(known.channelsRecordedAuxiliary());
        return known.timePeriod();
    }

    private static StationMetadata with(
            StationMetadata stored, Set<String> runs, Set<String> channels, TimePeriod period) {
        return stored.withRunList(List.copyOf(runs))
                .withChannelsRecorded(List.copyOf(channels))
                .withTimePeriod(period.isKnown() ? period : stored.timePeriod());
    }

    private StationMetadata current(StationMetadata stored) {
        TreeSet<String> names = new TreeSet<>();
        TreeSet<String> channels = new TreeSet<>();
        TimePeriod period = TimePeriod.UNKNOWN;
        for (Run run : runs()) {
            names.add(run.name());
            channels.addAll(run.channelNames());
            period = Run.around(period, run.timePeriod());
        }
        return with(stored, names, channels, period);
    }

    /** Brings the stored period, runs and channels to what the runs say. Called inside a change. False if they say nothing of a period, so that the stored one stays. */
    boolean settle() {
        TreeSet<String> names = new TreeSet<>();
        TreeSet<String> channels = new TreeSet<>();
        TimePeriod period = TimePeriod.UNKNOWN;
        for (Run run : runs()) {
            period = Run.around(period, add(run, names, channels));
        }
        store(names, channels, period);
        return period.isKnown();
    }

    private void store(Set<String> runs, Set<String> channels, TimePeriod period) {
        StationMetadata stored = stored();
        StationMetadata current = with(stored, runs, channels, period);
        if (!current.equals(stored)) {
            update(node(), current);
        }
    }

    /**
     * Runs were added or have grown, and none has gone or become less since {@link #settle} last found a period: what it does, without a look at all the others. Called
     * inside a change.
     */
    void join(Set<Run> runs) {
        StationMetadata stored = stored();
        TreeSet<String> names = new TreeSet<>(stored.runList());
        TreeSet<String> channels = new TreeSet<>(stored.channelsRecorded());
        TimePeriod period = stored.timePeriod();
        for (Run run : runs) {
            period = Run.around(period, add(run, names, channels));
        }
        store(names, channels, period);
    }

    /** A run has grown and now has this period; none was added or removed. Called inside a change. */
    void grow(TimePeriod period) {
        StationMetadata stored = stored();
        TimePeriod grown = Run.around(stored.timePeriod(), period);
        if (!grown.equals(stored.timePeriod())) {
            update(node(), stored.withTimePeriod(grown));
        }
    }

    /** Replaces what is known of it; the id stays the name, and period, runs and channels those that are there. */
    public void setMetadata(StationMetadata metadata) {
        file().change(() -> {
            update(node(), current(metadata.withId(name())));
            return this;
        });
    }

    /** Names of the runs, sorted. */
    public List<String> runNames() {
        return named("Run");
    }

    /** The runs, sorted by name. */
    public List<Run> runs() {
        return runNames().stream()
                .map(name -> new Run(this, path() + "/" + name))
                .toList();
    }

    /** Whether there is a run of that name. */
    public boolean hasRun(String name) {
        return has(Names.group("run", name));
    }

    /**
     * The run of that name.
     *
     * @throws dev.tutti.errors.H5NotFoundException if there is none
     */
    public Run run(String name) {
        return new Run(this, child("run", Names.group("run", name)));
    }

    /** Adds a run; its rate is in samples a second. */
    public Run addRun(String name, double sampleRate) {
        return addRun(RunMetadata.of(name).withSampleRate(sampleRate));
    }

    /**
     * Adds a run.
     *
     * @param metadata its id becomes the name; the rate is that of all its channels
     * @throws dev.tutti.errors.H5ExistsException if there is one of that name; nothing has changed
     * @throws dev.tutti.errors.H5TypeException if the name is one that the layout uses itself
     */
    public Run addRun(RunMetadata metadata) {
        String name = Names.group("run", metadata.id());
        if (Names.OF_STATION.contains(name)) {
            throw new dev.tutti.errors.H5TypeException(
                    file().path() + ": a run cannot be called '" + name + "': the layout uses that name");
        }
        String path = path() + "/" + name;
        return file().change(() -> {
            refuseExisting("run", name);
            make(file(), path, "Run", metadata.withId(name));
            Run run = new Run(this, path);
            file().ledger().extended(run);
            return run;
        });
    }

    /** Removes a run with its channels. */
    public void removeRun(String name) {
        Run run = run(name);
        file().change(() -> {
            file().h5().delete(run.path());
            file().ledger().forget(run.path());
            file().ledger().lessened(this);
            return this;
        });
    }

    /** The first name of the form {@code run_001} above all that are taken. */
    public String nextRunName() {
        int highest = 0;
        for (String name : group().names()) {
            int digits = name.length();
            while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
                digits--;
            }
            if (digits < name.length() && name.length() - digits < 10) {
                highest = Math.max(highest, Integer.parseInt(name.substring(digits)));
            }
        }
        return String.format(Locale.ROOT, "run_%03d", highest + 1);
    }

    /** The run of this rate that holds a point in time; empty if none does. */
    public Optional<Run> locateRun(double sampleRate, Instant time) {
        return runs().stream()
                .filter(run -> run.sampleRate() == sampleRate)
                .filter(run -> {
                    TimePeriod period = run.timePeriod();
                    return !time.isBefore(period.start()) && !time.isAfter(period.end());
                })
                .findFirst();
    }

    /** The transfer functions that were computed for it. */
    public TransferFunctions transferFunctions() {
        return new TransferFunctions(file(), path() + "/Transfer_Functions");
    }

    /** The Fourier coefficients of its runs. */
    public FourierCoefficients fourierCoefficients() {
        return new FourierCoefficients(file(), path() + "/Fourier_Coefficients");
    }
}

package dev.tutti.survey;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.FollowOptions;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveOptions;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.survey.metadata.SurveyMetadata;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A survey file: an HDF5 file in the MTH5 layout 0.1.0 or 0.2.0. Thread-safe: share one among threads.
 *
 * <p>It is open in one of four ways. {@link #create} makes a file that has one user until it is closed. {@link #open} lets any number of threads and processes read and
 * change it, each change being a commit. {@link #live} makes the caller the one writer whom others {@link #follow} while samples come in; changes are seen at
 * {@link #publish}. {@link #read} looks at one version of any of these.
 */
public final class SurveyFile implements AutoCloseable {
    private final H5File h5;
    private final @Nullable LiveWriter live;
    private final SurveyOptions.Access access;
    private final SurveyOptions options;
    private final SurveyVersion version;
    private final ReentrantLock writing = new ReentrantLock();
    private final Ledger ledger;
    private final SummaryCache summaries;
    private boolean closed;

    private SurveyFile(H5File h5, @Nullable LiveWriter live, SurveyOptions.Access access, SurveyOptions options) {
        this.h5 = h5;
        this.live = live;
        this.access = access;
        this.options = options;
        this.version = Frame.require(h5, access, options);
        this.ledger = new Ledger(this);
        this.summaries = new SummaryCache(this);
    }

    private static SurveyFile opened(
            H5File h5, @Nullable LiveWriter live, SurveyOptions.Access access, SurveyOptions options) {
        try {
            SurveyFile file = new SurveyFile(h5, live, access, options);
            if (access == SurveyOptions.Access.LIVE) {
                file.ledger.takeUp();
                h5.commit();
            }
            return file;
        } catch (RuntimeException e) {
            h5.close();
            throw e;
        }
    }

    /** Makes a new file of layout 0.2.0; the caller is its only user until it is closed. */
    public static SurveyFile create(Path path) {
        return create(path, SurveyOptions.defaults());
    }

    /**
     * Makes a new file; the caller is its only user until it is closed.
     *
     * @throws H5ExistsException if a file stands there already
     */
    public static SurveyFile create(Path path, SurveyOptions options) {
        return opened(H5.create(path), null, SurveyOptions.Access.ALONE, options);
    }

    /** Opens a file to read and change it, together with any number of others. */
    public static SurveyFile open(Path path) {
        return open(path, SurveyOptions.defaults());
    }

    /**
     * Opens a file to read and change it, together with any number of others: each change is a commit of its own, whole and seen by all.
     *
     * @throws H5NotFoundException if there is none
     * @throws dev.tutti.errors.H5BusyException if a live writer has it
     * @throws H5UnsupportedException if it is no survey file
     */
    public static SurveyFile open(Path path, SurveyOptions options) {
        return opened(H5.open(path, options.file()), null, SurveyOptions.Access.SHARED, options);
    }

    /** Opens a file as its live writer; makes it if there is none, goes on where a writer that died has stopped. */
    public static SurveyFile live(Path path) {
        return live(path, SurveyOptions.defaults());
    }

    /**
     * Opens a file as its live writer, whom any number of followers watch; makes it if there is none. Where another live writer was killed, all that it had published is
     * there, and periods and summaries are brought to what is there.
     *
     * @throws dev.tutti.errors.H5BusyException if another writer has it
     */
    public static SurveyFile live(Path path, SurveyOptions options) {
        LiveWriter writer = H5.live(path, LiveOptions.defaults());
        return opened(writer.file(), writer, SurveyOptions.Access.LIVE, options);
    }

    /** Opens one version of a file to look at, whether it is live or not; holds nobody up. */
    public static SurveyFile read(Path path) {
        H5File file = H5.status(path).live()
                ? H5.open(path, FileOptions.snapshotOfLive())
                : H5.open(path, FileOptions.readOnly());
        return opened(file, null, SurveyOptions.Access.READ, SurveyOptions.defaults());
    }

    /** Follows a live file; waits until it is there. */
    public static SurveyFollower follow(Path path) {
        return follow(path, FollowOptions.defaults());
    }

    /** Follows a live file, with options; waits until it is there, and for a moment until its writer has made a survey of it. */
    public static SurveyFollower follow(Path path, FollowOptions options) {
        Follower follower = H5.follow(path, options);
        try {
            Frame.await(follower);
            return new SurveyFollower(follower);
        } catch (RuntimeException e) {
            follower.close();
            throw e;
        }
    }

    /** Whether an open HDF5 file says that it holds surveys; of layouts that are not known too. */
    public static boolean isSurvey(H5File h5) {
        return Frame.isSurvey(h5);
    }

    /**
     * What an open HDF5 file holds, to look at; closing it closes nothing.
     *
     * @throws dev.tutti.errors.H5UnsupportedException if it is no survey file, or one of a layout that is not known
     */
    public static SurveyFile view(H5File h5) {
        return new SurveyFile(h5, null, SurveyOptions.Access.READ, SurveyOptions.defaults());
    }

    /** The HDF5 file below, for whatever the standard does not foresee. */
    public H5File h5() {
        return h5;
    }

    /** The path that it was opened under. */
    public Path path() {
        return h5.path();
    }

    /** Version of the layout. */
    public SurveyVersion version() {
        return version;
    }

    /** Level of processing: 0 (raw) to 3 (interpreted). */
    public int dataLevel() {
        Attributes root = h5.attrs();
        return root.contains("data_level") ? root.get("data_level", Integer.class) : 1;
    }

    SurveyOptions options() {
        return options;
    }

    SurveyOptions.Access access() {
        return access;
    }

    /** Names of the surveys, sorted; a 0.1.0 file has one. */
    public List<String> surveyNames() {
        return version == SurveyVersion.V0_1_0
                ? List.of(new Survey(this, version.root()).id())
                : SurveyNode.namedIn(this, Frame.SURVEYS, "Survey");
    }

    /** The surveys, sorted by name; a 0.1.0 file has one. */
    public List<Survey> surveys() {
        return version == SurveyVersion.V0_1_0
                ? List.of(new Survey(this, version.root()))
                : surveyNames().stream()
                        .map(name -> new Survey(this, Frame.SURVEYS + "/" + name))
                        .toList();
    }

    /**
     * The survey of that name.
     *
     * @throws H5NotFoundException if there is none
     */
    public Survey survey(String name) {
        return findSurvey(name)
                .orElseThrow(() ->
                        new H5NotFoundException(path() + ": no survey '" + name + "'; there are " + surveyNames()));
    }

    private Optional<Survey> findSurvey(String name) {
        String wanted = Names.group("survey", name);
        return surveys().stream()
                .filter(survey -> survey.name().equals(wanted)
                        || (version == SurveyVersion.V0_1_0 && survey.id().equals(wanted)))
                .findFirst();
    }

    /** Adds a survey with the standard's defaults. */
    public Survey addSurvey(String name) {
        return addSurvey(SurveyMetadata.of(name));
    }

    /**
     * Adds a survey.
     *
     * @param metadata its id becomes the name
     * @throws H5ExistsException if there is one of that name; nothing has changed
     * @throws H5UnsupportedException if the file is of version 0.1.0, whose one survey is there from the beginning: set its metadata
     */
    public Survey addSurvey(SurveyMetadata metadata) {
        if (version == SurveyVersion.V0_1_0) {
            throw new H5UnsupportedException(
                    path()
                            + ": a file of version 0.1.0 has one survey, which is there already: set its metadata, or convert the file to 0.2.0");
        }
        String name = Names.group("survey", metadata.id());
        String group = Frame.SURVEYS + "/" + name;
        return change(() -> {
            if (h5.contains(group)) {
                throw new H5ExistsException(path() + ": there is a survey '" + name + "' already");
            }
            SurveyMetadata named = metadata.withId(name);
            Storable.attributes(group, named);
            h5.createGroup(group);
            Frame.survey(this, group, named);
            return new Survey(this, group);
        });
    }

    /** The survey of that name, made if there is none; in a 0.1.0 file the one survey, which gets the name. */
    public Survey requireSurvey(String name) {
        return change(() -> {
            Optional<Survey> found = findSurvey(name);
            if (found.isPresent()) {
                return found.get();
            }
            if (version == SurveyVersion.V0_1_0) {
                Survey only = new Survey(this, version.root());
                only.setMetadata(only.metadata().withId(Names.group("survey", name)));
                return only;
            }
            return addSurvey(name);
        });
    }

    /**
     * Removes a survey with all that is in it.
     *
     * @throws H5UnsupportedException if the file is of version 0.1.0, which always has its one
     */
    public void removeSurvey(String name) {
        if (version == SurveyVersion.V0_1_0) {
            throw new H5UnsupportedException(
                    path() + ": the survey of a 0.1.0 file cannot be removed; remove its stations");
        }
        Survey survey = survey(name);
        change(() -> {
            h5.delete(survey.path());
            ledger.forget(survey.path());
            return this;
        });
    }

    /** All stations of all surveys. */
    public List<Station> stations() {
        return surveys().stream().flatMap(survey -> survey.stations().stream()).toList();
    }

    /** Paths of the groups that hold stations. */
    List<String> stationGroups() {
        return version == SurveyVersion.V0_1_0
                ? List.of(version.root() + "/Stations")
                : h5.group(Frame.SURVEYS).names().stream()
                        .map(name -> Frame.SURVEYS + "/" + name + "/Stations")
                        .toList();
    }

    /** Reports on the whole experiment; in a 0.1.0 file those of its survey. */
    public Reports reports() {
        return new Reports(this, version.root() + "/Reports");
    }

    /** What the standard says of the attributes in this file. */
    public Standards standards() {
        return new Standards(this, version.root() + "/Standards");
    }

    /** Gaps that recorders have met, in the order in which they were met. */
    public List<Gap> gaps() {
        return new Gaps(this).all();
    }

    /** One row for each channel, from what is there now, in the order of survey, station, run and component. */
    public List<ChannelRow> channelSummary() {
        return summaries.get().channels();
    }

    /** One row for each run, from what is there now: of its channels together. */
    public List<RunRow> runSummary() {
        return summaries.get().runs();
    }

    /** One row for each transfer function, from what is there now. */
    public List<TransferFunctionRow> transferFunctionSummary() {
        return summaries.get().transferFunctions();
    }

    /** One row for each channel with Fourier coefficients, from what is there now. */
    public List<FourierRow> fourierSummary() {
        return summaries.get().fourier();
    }

    /** The last samples of each station's last run: by station's path, then by channel. */
    public Map<String, Map<String, Samples>> latestSamples(Duration time) {
        Map<String, Map<String, Samples>> latest = new TreeMap<>();
        for (Station station : stations()) {
            Run last = null;
            for (Run run : station.runs()) {
                boolean later = last == null
                        || !run.timePeriod().start().isBefore(last.timePeriod().start());
                last = later ? run : last;
            }
            if (last != null) {
                latest.put(station.path(), last.latest(time));
            }
        }
        return latest;
    }

    /** Makes one change, whole: a commit of its own in shared mode. Changes inside it belong to it; in shared mode it may run again. */
    <T> T change(Supplier<T> body) {
        if (access == SurveyOptions.Access.READ) {
            throw new H5UnsupportedException(path()
                    + ": the file is open to look at; open it by SurveyFile.open or SurveyFile.live to change it");
        }
        writing.lock();
        try {
            ledger.changed();
            if (access != SurveyOptions.Access.SHARED || writing.getHoldCount() > 1) {
                return body.get();
            }
            AtomicReference<@Nullable T> result = new AtomicReference<>();
            h5.update(transaction -> {
                ledger.begin();
                ledger.mark();
                result.set(body.get());
                ledger.settle();
            });
            ledger.committed();
            T done = result.get();
            if (done == null) {
                throw new IllegalStateException("a change without a result");
            }
            return done;
        } finally {
            writing.unlock();
        }
    }

    /** Makes several changes as one: in shared mode one commit, in a live file seen at one publish. In shared mode {@code body} may run again. */
    public void update(Runnable body) {
        change(() -> {
            body.run();
            return this;
        });
    }

    /** What was changed and is not settled yet; to be told inside a change. */
    Ledger ledger() {
        return ledger;
    }

    /**
     * Makes everything so far visible: to all followers of a live file, at one moment; in a file that is open alone it brings all to the disk. In shared mode every
     * change is a commit already, and this does nothing.
     */
    public void publish() {
        writing.lock();
        try {
            if (access == SurveyOptions.Access.LIVE) {
                ledger.settleIfDue(options.settleEvery());
            } else if (access == SurveyOptions.Access.ALONE) {
                ledger.settle();
            }
            h5.commit();
        } finally {
            writing.unlock();
        }
    }

    /** Number of the last publish of a live file; 0 if it is not live. */
    public long published() {
        return live == null ? 0 : live.version();
    }

    /** Brings the stored summary tables, which other programs read, to what is there. Closing does this where anything has changed. */
    public void summarize() {
        change(() -> {
            ledger.settle();
            SummaryTables.write(this);
            return this;
        });
    }

    /**
     * Publishes or commits, brings stored periods and summary tables to what is there, and closes. Samples are not read again for that. Closing twice does nothing.
     *
     * @throws H5Exception if writing fails; what was published stays, the next writer goes on from there
     */
    @Override
    public void close() {
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                if (access != SurveyOptions.Access.READ && ledger.needsTables()) {
                    change(() -> {
                        ledger.settle();
                        SummaryTables.write(this);
                        ledger.unmark();
                        return this;
                    });
                }
            } finally {
                h5.close();
            }
        } finally {
            writing.unlock();
        }
    }

    /**
     * The file as it would be asked for by the standard's own library.
     *
     * @throws H5TypeException if a value of it does not have the type that the standard says
     */
    public Map<String, Object> attributes() {
        Map<String, Object> known = new TreeMap<>();
        h5.attrs().toMap().forEach((name, value) -> {
            if (value != null) {
                known.put(name, value);
            }
        });
        return known;
    }

    @Override
    public String toString() {
        return path() + "  MTH5 " + version.text() + "  " + surveyNames();
    }
}

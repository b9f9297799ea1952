package dev.tutti.survey;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5File;
import dev.tutti.survey.metadata.TimePeriod;
import dev.tutti.survey.metadata.UtcTime;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What a writer of a survey file has changed and not yet brought to the attributes above: ends of periods, lists of channels and runs. Also remembers which channels
 * hold anything but zeros, so that no sample is read again for the summaries. All but {@link #hasData} is called by the thread that has the file's write lock.
 */
final class Ledger {
    /** Attribute of our own group: a writer is at work, or died before it could bring the tables to what is there. */
    private static final String UNSETTLED = "unsettled";

    private final SurveyFile file;
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Map<String, SampleClock> clocks = new LinkedHashMap<>();
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final Map<String, Station> stations = new LinkedHashMap<>();
    /** Stations whose lists and periods were worked out from all their runs once: from then on they follow what is added. Kept apart until the transaction in which that was done is through. */
    private final Set<String> listed = new HashSet<>();

    private final Set<String> listedNow = new HashSet<>();
    private final Set<String> withData = ConcurrentHashMap.newKeySet();
    private final AtomicLong changes = new AtomicLong();
    private long settled = System.nanoTime();

    Ledger(SurveyFile file) {
        this.file = file;
    }

    void changed() {
        changes.incrementAndGet();
    }

    long changes() {
        return changes.get();
    }

    /** A transaction runs, perhaps again: what an earlier attempt has noted does not count. */
    void begin() {
        channels.clear();
        clocks.clear();
        runs.clear();
        stations.clear();
        listedNow.clear();
    }

    /** The transaction is through. */
    void committed() {
        listed.addAll(listedNow);
    }

    /** A channel has other samples than before. */
    void appended(Channel channel, boolean values) {
        if (values) {
            withData.add(channel.path());
        }
        channels.put(channel.path(), channel);
    }

    /** A channel begins at another time. */
    void moved(Channel channel) {
        clocks.remove(channel.path());
        channels.put(channel.path(), channel);
        lessened(channel.run());
    }

    /** A run is new, or has more channels than before. */
    void extended(Run run) {
        runs.put(run.path(), run);
    }

    /** A run has fewer channels than before, or covers less time. */
    void lessened(Run run) {
        runs.put(run.path(), run);
        lessened(run.station());
    }

    /** A station has fewer runs than before, or covers less time. */
    void lessened(Station station) {
        stations.put(station.path(), station);
    }

    void forget(String path) {
        String below = path + "/";
        for (Set<String> paths : List.of(
                channels.keySet(), clocks.keySet(), runs.keySet(), stations.keySet(), listed, listedNow, withData)) {
            paths.removeIf(name -> name.equals(path) || name.startsWith(below));
        }
    }

    /** Whether a channel holds anything but zeros; {@code look} is asked until it says so once. */
    boolean hasData(String channel, Supplier<Boolean> look) {
        if (withData.contains(channel)) {
            return true;
        }
        boolean found = look.get();
        if (found) {
            withData.add(channel);
        }
        return found;
    }

    void settleIfDue(Duration every) {
        long now = System.nanoTime();
        if (now - settled >= every.toNanos()) {
            settle();
            settled = now;
        }
    }

    /** Brings stored periods and lists to what is there. */
    void settle() {
        if (channels.isEmpty() && runs.isEmpty() && stations.isEmpty()) {
            return;
        }
        Map<Run, TimePeriod> grown = new LinkedHashMap<>();
        channels.forEach((path, channel) -> grown.merge(channel.run(), settle(channel), Run::around));
        for (Run run : runs.values()) {
            if (!run.settle()) {
                lessened(run.station());
            }
        }
        grown.forEach((run, period) -> {
            if (!runs.containsKey(run.path())) {
                run.grow(period);
            }
        });
        Map<Station, Set<Run>> below = new LinkedHashMap<>();
        stations.values().forEach(station -> below.put(station, new LinkedHashSet<>()));
        runs.values().forEach(run -> below.computeIfAbsent(run.station(), station -> new LinkedHashSet<>())
                .add(run));
        grown.forEach((run, period) -> {
            Set<Run> others = below.get(run.station());
            if (others == null) {
                run.station().grow(period);
            } else {
                others.add(run);
            }
        });
        below.forEach(this::list);
        channels.clear();
        runs.clear();
        stations.clear();
    }

    private void list(Station station, Set<Run> changed) {
        String path = station.path();
        if (stations.containsKey(path) || !(listed.contains(path) || listedNow.contains(path))) {
            listed.remove(path);
            listedNow.remove(path);
            if (station.settle()) {
                listedNow.add(path);
            }
        } else {
            station.join(changed);
        }
    }

    /** Writes where a channel ends; returns its period. */
    private TimePeriod settle(Channel channel) {
        Dataset dataset = channel.dataset();
        SampleClock clock = clocks.computeIfAbsent(channel.path(), path -> channel.clock());
        TimePeriod period = new TimePeriod(clock.start(), clock.endOf(dataset.size()));
        dataset.attrs().set("time_period.end", UtcTime.text(period.end()), DType.STRING);
        return period;
    }

    /** A live writer begins: what another one did not live to settle is settled now. */
    void takeUp() {
        if (isMarked()) {
            everything();
            settle();
        }
        mark();
    }

    private void everything() {
        for (Station station : file.stations()) {
            stations.put(station.path(), station);
            for (Run run : station.runs()) {
                runs.put(run.path(), run);
                run.channels().forEach(channel -> channels.put(channel.path(), channel));
            }
        }
    }

    private boolean isMarked() {
        H5File h5 = file.h5();
        return h5.contains(Frame.OWN)
                && h5.get(Frame.OWN).attrs().contains(UNSETTLED)
                && h5.get(Frame.OWN).attrs().get(UNSETTLED, Long.class) != 0;
    }

    /** Says in the file that summary tables may be behind. */
    void mark() {
        if (!isMarked()) {
            file.h5().createGroup(Frame.OWN).attrs().set(UNSETTLED, 1L);
        }
    }

    void unmark() {
        file.h5().createGroup(Frame.OWN).attrs().set(UNSETTLED, 0L);
    }

    /** Whether the stored tables may say something else than what is there. */
    boolean needsTables() {
        return changes.get() > 0 || isMarked();
    }
}

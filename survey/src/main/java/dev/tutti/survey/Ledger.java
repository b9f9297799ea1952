package dev.tutti.survey;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5File;
import dev.tutti.survey.metadata.TimePeriod;
import dev.tutti.survey.metadata.UtcTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
    private final Set<String> runs = new LinkedHashSet<>();
    private final Set<String> stations = new LinkedHashSet<>();
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
    }

    void channel(Channel channel, boolean values) {
        if (values) {
            withData.add(channel.path());
        }
        channels.put(channel.path(), channel);
    }

    /** A channel begins at another time. */
    void moved(Channel channel) {
        clocks.remove(channel.path());
        channels.put(channel.path(), channel);
        run(channel.run().path(), channel.run().station().path());
    }

    void run(String run, String station) {
        runs.add(run);
        stations.add(station);
    }

    void station(String station) {
        stations.add(station);
    }

    void forget(String path) {
        String below = path + "/";
        channels.keySet().removeIf(name -> name.equals(path) || name.startsWith(below));
        clocks.keySet().removeIf(name -> name.equals(path) || name.startsWith(below));
        runs.removeIf(name -> name.equals(path) || name.startsWith(below));
        stations.removeIf(name -> name.equals(path) || name.startsWith(below));
        withData.removeIf(name -> name.equals(path) || name.startsWith(below));
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
        Set<Run> changed = new LinkedHashSet<>();
        Set<Station> above = new LinkedHashSet<>();
        if (!runs.isEmpty() || !stations.isEmpty()) {
            for (Station station : file.stations()) {
                if (stations.contains(station.path())) {
                    above.add(station);
                    station.runs().stream()
                            .filter(run -> runs.contains(run.path()))
                            .forEach(changed::add);
                }
            }
        }
        changed.forEach(Run::settle);
        grown.forEach((run, period) -> {
            if (!changed.contains(run)) {
                run.grow(period);
            }
            if (!above.contains(run.station())) {
                run.station().grow(period);
            }
        });
        above.forEach(Station::settle);
        channels.clear();
        runs.clear();
        stations.clear();
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
            stations.add(station.path());
            for (Run run : station.runs()) {
                runs.add(run.path());
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

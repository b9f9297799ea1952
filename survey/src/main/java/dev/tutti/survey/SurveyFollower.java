package dev.tutti.survey;

import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.LiveStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows a survey file that another process records. Takes no lock; the writer may end and start again meanwhile. Thread-safe.
 */
public final class SurveyFollower implements AutoCloseable {
    private final Follower follower;
    private volatile @Nullable Seen seen;

    /** What was looked at last. */
    private record Seen(long version, SurveyFile view) {}

    SurveyFollower(Follower follower) {
        this.follower = follower;
    }

    /** The HDF5 file that is followed. */
    public Follower follower() {
        return follower;
    }

    /** The survey at the newest version that was found; what it says does not move on. */
    public SurveyFile view() {
        long version = follower.version();
        Seen last = seen;
        if (last != null && last.version == version && version > 0) {
            return last.view;
        }
        SurveyFile view = SurveyFile.view(follower.view());
        seen = new Seen(version, view);
        return view;
    }

    /** The newest version that was found. */
    public long version() {
        return follower.version();
    }

    /** Waits until a newer version is found; false if the time is over first. */
    public boolean awaitChange(Duration timeout) {
        return follower.awaitChange(timeout);
    }

    /** Whether somebody records the file, and who it is. */
    public LiveStatus status() {
        return follower.status();
    }

    /** Calls a listener for each run once, now and whenever runs are added, in the order in which they were found; for all runs again where another file takes the name. */
    public Watch onRun(Consumer<Run> listener) {
        return Watch.of(follower, () -> {
            Set<String> known = new HashSet<>();
            return view -> {
                for (Station station : view.stations()) {
                    for (Run run : station.runs()) {
                        if (known.add(run.path())) {
                            Watch.tell(listener, run);
                        }
                    }
                }
            };
        });
    }

    /**
     * Calls a listener for all samples of all channels, now and whenever samples come: those of a channel in order, each once, from its first on. A listener that is
     * slower than the writer gets more of them at a time. Channels and runs that are added later are among them. Where another file takes the name, samples count from 0 again.
     */
    public Watch onSamples(Consumer<Samples> listener) {
        return Watch.of(follower, () -> {
            ChannelTails tails = new ChannelTails();
            return view -> tails.look(view, listener);
        });
    }

    /** The last samples of each station's last run at the newest version: by station's path, then by channel. */
    public Map<String, Map<String, Samples>> latestSamples(Duration time) {
        return view().latestSamples(time);
    }

    /** One row for each channel at the newest version; worked out again only when there is one. */
    public List<ChannelRow> channelSummary() {
        return view().channelSummary();
    }

    /** One row for each run at the newest version; worked out again only when there is one. */
    public List<RunRow> runSummary() {
        return view().runSummary();
    }

    /** Ends following; listeners are called no more. Closing twice does nothing. */
    @Override
    public void close() {
        follower.close();
    }
}

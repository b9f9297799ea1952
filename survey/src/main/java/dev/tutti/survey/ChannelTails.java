package dev.tutti.survey;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import dev.tutti.survey.metadata.UtcTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How far each channel of a followed survey has been seen. Each look goes down the tree once, from group to group: a path that is followed from the root for each channel
 * costs several times as much as all that is done with the channel. For one thread.
 */
final class ChannelTails {
    /** Largest piece that is handed on at once. */
    private static final long PIECE = 1 << 20;

    private final Map<String, Tail> tails = new HashMap<>();

    /** One channel. */
    private static final class Tail {
        private final String path;
        private SampleClock clock;
        private long address;
        private long next;

        Tail(Dataset dataset) {
            this.path = dataset.path();
            this.clock = clock(dataset);
            this.address = dataset.address();
        }

        static SampleClock clock(Dataset dataset) {
            return new SampleClock(
                    UtcTime.parse(dataset.attrs().get("time_period.start", String.class)),
                    dataset.attrs().get("sample_rate", Double.class));
        }
    }

    /** Hands on all samples that came since the last look, channel by channel, in order. */
    void look(SurveyFile view, Consumer<Samples> listener) {
        for (String stations : view.stationGroups()) {
            if (view.h5().root().find(stations).orElse(null) instanceof Group group) {
                group.children()
                        .filter(Group.class::isInstance)
                        .flatMap(station -> ((Group) station).children())
                        .filter(run -> run instanceof Group && !Names.OF_STATION.contains(run.name()))
                        .flatMap(run -> ((Group) run).children())
                        .forEach(channel -> advance(channel, listener));
            }
        }
    }

    private void advance(Node channel, Consumer<Samples> listener) {
        if (!(channel instanceof Dataset dataset)) {
            return;
        }
        Tail tail = tails.get(dataset.path());
        if (tail == null) {
            if (!dataset.attrs().contains("sample_rate")) {
                return;
            }
            tail = new Tail(dataset);
            tails.put(tail.path, tail);
        } else if (dataset.address() != tail.address) { // another channel has taken the name
            tail.address = dataset.address();
            tail.clock = Tail.clock(dataset);
            tail.next = 0;
        }
        long size = dataset.size();
        while (tail.next < size) {
            long end = Math.min(size, tail.next + PIECE);
            Object values = dataset.read(Slice.rows(tail.next, end));
            Watch.tell(listener, new Samples(tail.path, tail.next, tail.clock, values));
            tail.next = end;
        }
    }
}

package dev.tutti.survey;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import dev.tutti.survey.metadata.UtcTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** How far each channel of a followed survey has been seen. New channels are found by the names in their groups, so that what is known is not read again. For one thread. */
final class ChannelTails {
    /** Largest piece that is handed on at once. */
    private static final long PIECE = 1 << 20;

    private final Map<String, Tail> tails = new LinkedHashMap<>();
    private final Map<String, Set<String>> known = new HashMap<>();

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
        find(view);
        for (Tail tail : tails.values()) {
            if (view.h5().root().find(tail.path).orElse(null) instanceof Dataset dataset) {
                advance(tail, dataset, listener);
            }
        }
    }

    private static void advance(Tail tail, Dataset dataset, Consumer<Samples> listener) {
        if (dataset.address() != tail.address) { // another channel has taken the name
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

    private void find(SurveyFile view) {
        for (String stations : view.stationGroups()) {
            for (String station : namesIn(view, stations)) {
                String path = stations + "/" + station;
                for (String run : namesIn(view, path)) {
                    if (!Names.OF_STATION.contains(run)) {
                        channels(view, path + "/" + run);
                    }
                }
            }
        }
    }

    private void channels(SurveyFile view, String run) {
        List<String> names = namesIn(view, run);
        Set<String> before = known.computeIfAbsent(run, path -> new HashSet<>());
        if (before.size() == names.size() && before.containsAll(names)) {
            return;
        }
        for (String name : names) {
            Node node = before.contains(name) ? null : view.h5().get(run + "/" + name);
            if (node instanceof Dataset dataset && dataset.attrs().contains("sample_rate")) {
                tails.put(dataset.path(), new Tail(dataset));
            }
        }
        before.addAll(new ArrayList<>(names));
    }

    private static List<String> namesIn(SurveyFile view, String path) {
        return view.h5().root().find(path).orElse(null) instanceof Group group ? group.names() : List.of();
    }
}

package dev.tutti.survey;

import dev.tutti.hdf5.Dataset;
import dev.tutti.survey.metadata.ChannelMetadata;
import dev.tutti.survey.metadata.RunMetadata;
import dev.tutti.survey.metadata.TimePeriod;
import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts blocks of samples behind each other in runs of a station, and notes where they do not follow each other. Written by one thread, asked by any. */
final class RunWriter {
    private final Station station;
    private final RecorderOptions options;
    private final Set<String> names;
    private final Object lock = new Object();
    private @Nullable Run run;
    private @Nullable SampleClock clock;
    private long position;
    private long samples;
    private long gaps;
    private boolean resumed;
    private volatile boolean overrun;
    private final Map<Channel, Dataset> handles = new LinkedHashMap<>();
    private @Nullable Run handlesOf;

    RunWriter(Station station, RecorderOptions options, Set<String> names) {
        this.station = station;
        this.options = options;
        this.names = names;
        takeUp();
    }

    /** Goes on in the last run, if it has these channels and this rate. */
    private void takeUp() {
        Run last = null;
        Instant end = Instant.MIN;
        for (Run each : station.runs()) {
            Instant its = each.timePeriod().end();
            if (its.isAfter(end) || last == null) {
                last = each;
                end = its;
            }
        }
        if (last == null
                || last.sampleRate() != options.sampleRate()
                || !new HashSet<>(last.channelNames()).equals(names)) {
            return;
        }
        long[] sizes =
                last.channels().stream().mapToLong(Channel::size).distinct().toArray();
        long starts = last.channels().stream().map(Channel::start).distinct().count();
        if (sizes.length == 1 && starts == 1) {
            run = last;
            clock = last.channels().get(0).clock();
            position = sizes[0];
            resumed = true;
        }
    }

    /** Where the writing stands. */
    private record State(
            @Nullable Run run,
            @Nullable SampleClock clock,
            long position,
            long samples,
            long gaps,
            boolean resumed,
            boolean overrun) {}

    private void restore(State saved) {
        run = saved.run;
        clock = saved.clock;
        position = saved.position;
        samples = saved.samples;
        gaps = saved.gaps;
        resumed = saved.resumed;
        overrun |= saved.overrun;
    }

    void overrun() {
        overrun = true;
    }

    Optional<Instant> next() {
        synchronized (lock) {
            SampleClock known = clock;
            return known == null ? Optional.empty() : Optional.of(known.timeOf(position));
        }
    }

    Optional<String> runPath() {
        synchronized (lock) {
            return Optional.ofNullable(run).map(Run::path);
        }
    }

    long position() {
        synchronized (lock) {
            return position;
        }
    }

    long samples() {
        synchronized (lock) {
            return samples;
        }
    }

    long gaps() {
        synchronized (lock) {
            return gaps;
        }
    }

    /** Blocks that follow each other, put together: a write of many samples costs little more than one of few. */
    List<SampleBlock> merged(List<SampleBlock> blocks) {
        List<SampleBlock> merged = new ArrayList<>();
        List<SampleBlock> group = new ArrayList<>();
        long count = 0;
        for (SampleBlock block : blocks) {
            if (!group.isEmpty() && (!follows(group.get(0), count, block) || !sameTypes(group.get(0), block))) {
                merged.add(joined(group));
                group.clear();
                count = 0;
            }
            group.add(block);
            count += block.size();
        }
        merged.add(joined(group));
        return merged;
    }

    private static boolean sameTypes(SampleBlock a, SampleBlock b) {
        return a.samples().entrySet().stream().allMatch(entry -> {
            Object other = b.samples().get(entry.getKey());
            return other != null && other.getClass() == entry.getValue().getClass();
        });
    }

    private boolean follows(SampleBlock first, long count, SampleBlock next) {
        Duration off =
                Duration.between(new SampleClock(first.start(), options.sampleRate()).timeOf(count), next.start());
        return off.abs().compareTo(options.tolerance()) <= 0;
    }

    private static SampleBlock joined(List<SampleBlock> blocks) {
        if (blocks.size() == 1) {
            return blocks.get(0);
        }
        int total = blocks.stream().mapToInt(SampleBlock::size).sum();
        Map<String, Object> all = new HashMap<>();
        for (String name : blocks.get(0).samples().keySet()) {
            Object target = null;
            int at = 0;
            for (SampleBlock block : blocks) {
                Object part = block.samples().get(name);
                if (part != null) {
                    if (target == null) {
                        target = Array.newInstance(part.getClass().getComponentType(), total);
                    }
                    System.arraycopy(part, 0, target, at, block.size());
                    at += block.size();
                }
            }
            if (target != null) {
                all.put(name, target);
            }
        }
        return new SampleBlock(blocks.get(0).start(), all);
    }

    /** Writes a block; returns by how many samples each channel has grown, filling included. */
    int write(SampleBlock block) {
        if (block.size() == 0) {
            return 0;
        }
        synchronized (lock) {
            long before = samples;
            State saved = new State(run, clock, position, samples, gaps, resumed, overrun);
            try {
                station.file().update(() -> {
                    restore(saved); // in shared mode this may run again
                    place(block);
                });
            } catch (RuntimeException e) {
                restore(saved);
                throw e;
            }
            return Math.toIntExact(samples - before);
        }
    }

    private void place(SampleBlock block) {
        Run open = run;
        SampleClock known = clock;
        if (open == null || known == null) {
            open = begin(block.start());
        } else {
            Instant expected = known.timeOf(position);
            Duration off = Duration.between(expected, block.start());
            if (off.abs().compareTo(options.tolerance()) > 0) {
                open = bridge(open, expected, block.start(), known.samplesIn(off));
            }
        }
        resumed = false;
        append(open, block.samples());
        position += block.size();
        samples += block.size();
    }

    /** As {@link Run#append}, with handles that are looked up once for each run; in shared mode others may take a channel away meanwhile. */
    private void append(Run open, Map<String, Object> values) {
        if (station.file().access() == SurveyOptions.Access.SHARED) {
            open.append(values);
            return;
        }
        if (!open.equals(handlesOf)) {
            handles.clear();
            open.channels().forEach(channel -> handles.put(channel, channel.dataset()));
            handlesOf = open;
        }
        Map<String, Object> byName = new HashMap<>();
        values.forEach((name, array) -> byName.put(Names.channel(name), array));
        try {
            handles.forEach((channel, dataset) -> {
                Object array = byName.get(channel.name());
                if (array != null) {
                    dataset.append(array);
                    station.file().ledger().appended(channel, Nonzero.in(array));
                }
            });
        } catch (RuntimeException e) {
            handles.keySet().forEach(channel -> channel.cut(position));
            throw e;
        }
    }

    private Run begin(Instant start) {
        Run made = station.addRun(RunMetadata.of(station.nextRunName()).withSampleRate(options.sampleRate()));
        for (ChannelMetadata channel : options.channels()) {
            made.addChannel(
                    channel.withSampleRate(options.sampleRate()).withTimePeriod(new TimePeriod(start, start)),
                    ChannelOptions.of(options.type()));
        }
        run = made;
        clock = new SampleClock(start, options.sampleRate());
        position = 0;
        return made;
    }

    private Run bridge(Run open, Instant expected, Instant found, long missing) {
        Gap.Cause cause = resumed ? Gap.Cause.RESTART : overrun ? Gap.Cause.OVERRUN : Gap.Cause.CLOCK;
        overrun = false;
        gaps++;
        boolean fill = missing > 0 && Duration.between(expected, found).compareTo(options.fillUpTo()) <= 0;
        Run next = open;
        if (fill) {
            double[] filling = new double[Math.toIntExact(missing)];
            Arrays.fill(filling, options.fillValue());
            Map<String, Object> all = new HashMap<>();
            names.forEach(name -> all.put(name, filling));
            append(open, all);
            position += missing;
            samples += missing;
        } else {
            next = begin(found);
        }
        new Gaps(station.file())
                .add(new Gap(
                        open.path(),
                        expected,
                        found,
                        fill ? Gap.Treatment.FILLED : Gap.Treatment.NEW_RUN,
                        cause,
                        next.path()));
        return next;
    }
}

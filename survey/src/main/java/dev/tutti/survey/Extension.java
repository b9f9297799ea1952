package dev.tutti.survey;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import dev.tutti.survey.metadata.UtcTime;
import java.lang.reflect.Array;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * How samples that begin at a given time are brought into a channel that has samples already. They are placed on the channel's grid, at the sample nearest to their start:
 *
 * <ul>
 *   <li>right behind the last sample they are appended, right before the first they are put in front;
 *   <li>where the channel has samples of these times, the new ones take their place, with a warning in the log of {@code dev.tutti.survey};
 *   <li>a gap between the two is filled, if it is no longer than {@link #maxGap} and a filling was chosen; otherwise nothing changes and the error says how long it is.
 * </ul>
 *
 * <p>Nothing can be put in front while the file is live: a sample is known to followers by its number, and in the file's format what they have seen must not move. Samples
 * that are overwritten in a live file have their new values for those who read them from then on; followers are not told again.
 *
 * <p>Immutable; each method returns changed settings.
 */
public final class Extension {
    private enum Kind {
        NONE,
        VALUE,
        MEAN,
        MEDIAN
    }

    private static final Extension STRICT = new Extension(Kind.NONE, 0, Duration.ofSeconds(1), 10);
    private static final int PIECE = 1 << 18;

    private final Kind kind;
    private final double value;
    private final Duration maxGap;
    private final int window;

    private Extension(Kind kind, double value, Duration maxGap, int window) {
        this.kind = kind;
        this.value = value;
        this.maxGap = maxGap;
        this.window = window;
    }

    /**
     * What was done.
     *
     * @param first number of the first of the new samples, as the channel counts now
     * @param prepended samples that now stand before what was the first, filling included
     * @param overwritten samples that were there and have new values
     * @param filled samples that were made up
     * @param appended samples that now stand behind what was the last, filling included
     */
    public record Done(long first, long prepended, long overwritten, long filled, long appended) {}

    /** A gap is an error. */
    public static Extension strict() {
        return STRICT;
    }

    /** Gaps get this value; {@code Double.NaN} only in channels of floating-point numbers. */
    public static Extension filling(double value) {
        return new Extension(Kind.VALUE, value, STRICT.maxGap, STRICT.window);
    }

    /** Gaps get the mean of the samples around them. */
    public static Extension fillingMean() {
        return new Extension(Kind.MEAN, 0, STRICT.maxGap, STRICT.window);
    }

    /** Gaps get the median of the samples around them. */
    public static Extension fillingMedian() {
        return new Extension(Kind.MEDIAN, 0, STRICT.maxGap, STRICT.window);
    }

    /** The longest gap that is filled; a second by default. */
    public Extension maxGap(Duration longest) {
        return new Extension(kind, value, longest, window);
    }

    /** How many samples on each side of a gap mean and median are of; 10 by default. */
    public Extension window(int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException("a window of 1 sample or more is expected, found " + samples);
        }
        return new Extension(kind, value, maxGap, samples);
    }

    /** Does it. Called inside a change. */
    Done into(Channel channel, Object samples, Instant start, double rate) {
        SampleClock clock = channel.clock();
        if (rate != clock.rate()) {
            throw new H5TypeException(channel.path() + ": a sample rate of " + clock.rate()
                    + ", the channel's, is expected, found " + rate);
        }
        Dataset dataset = channel.dataset();
        int count = Array.getLength(samples);
        long size = dataset.size();
        if (count == 0) {
            return new Done(size, 0, 0, 0, 0);
        }
        if (size == 0) {
            dataset.append(samples);
            dataset.attrs().set("time_period.start", UtcTime.text(start));
            channel.file().ledger().appended(channel, Nonzero.in(samples));
            channel.file().ledger().moved(channel);
            return new Done(0, 0, 0, 0, count);
        }
        long at = clock.indexOf(start);
        Done done = at >= 0 ? behind(channel, dataset, samples, at, size) : before(channel, dataset, samples, at, size);
        channel.file().ledger().appended(channel, Nonzero.in(samples));
        if (done.overwritten() > 0) {
            System.getLogger(Extension.class.getPackageName())
                    .log(
                            System.Logger.Level.WARNING,
                            "{0}: {1}: {2} samples from {3} on were there already and have new values",
                            channel.file().path(),
                            channel.path(),
                            String.valueOf(done.overwritten()),
                            start);
        }
        return done;
    }

    private Done behind(Channel channel, Dataset dataset, Object samples, long at, long size) {
        int count = Array.getLength(samples);
        long gap = Math.max(0, at - size);
        if (gap > 0) {
            Object filling =
                    filling(channel, gap, dataset.read(Slice.rows(Math.max(0, size - window), size)), head(samples));
            dataset.append(filling);
        }
        long overwritten = Math.max(0, Math.min(size, at + count) - at);
        if (overwritten > 0) {
            dataset.write(Slice.rows(at, at + overwritten), part(samples, 0, (int) overwritten));
        }
        if (overwritten < count) {
            dataset.append(part(samples, (int) overwritten, count));
        }
        return new Done(at, 0, overwritten, gap, Math.max(0, at + count - size));
    }

    private Done before(Channel channel, Dataset dataset, Object samples, long at, long size) {
        if (channel.file().access() == SurveyOptions.Access.LIVE) {
            throw new H5TypeException(
                    channel.path()
                            + ": samples cannot be put before the first while the file is live: followers know each sample by its number;"
                            + " close the live file and extend it by SurveyFile.open, or add a run with the earlier samples now");
        }
        int count = Array.getLength(samples);
        long shift = -at;
        long gap = Math.max(0, shift - count);
        Object filling = null;
        if (gap > 0) {
            filling = filling(channel, gap, tail(samples), dataset.read(Slice.rows(0, Math.min(size, window))));
        }
        Instant start = channel.clock().timeOf(at);
        dataset.resize(Math.addExact(size, shift));
        for (long end = size; end > 0; end -= Math.min(end, PIECE)) {
            long from = Math.max(0, end - PIECE);
            dataset.write(Slice.rows(from + shift, end + shift), dataset.read(Slice.rows(from, end)));
        }
        long over = Math.max(0, count - shift);
        long kept = Math.min(over, size);
        dataset.write(Slice.rows(0, count - over + kept), part(samples, 0, (int) (count - over + kept)));
        if (over > kept) {
            dataset.append(part(samples, (int) (count - over + kept), count));
        }
        if (filling != null) {
            dataset.write(Slice.rows(count, count + gap), filling);
        }
        dataset.attrs().set("time_period.start", UtcTime.text(start));
        channel.file().ledger().moved(channel);
        return new Done(0, shift, kept, gap, over - kept);
    }

    private Object head(Object samples) {
        return part(samples, 0, Math.min(window, Array.getLength(samples)));
    }

    private Object tail(Object samples) {
        int length = Array.getLength(samples);
        return part(samples, Math.max(0, length - window), length);
    }

    private static Object part(Object samples, int from, int to) {
        Object part = Array.newInstance(samples.getClass().getComponentType(), to - from);
        System.arraycopy(samples, from, part, 0, to - from);
        return part;
    }

    /** Samples for a gap, from those before and behind it. */
    private Object filling(Channel channel, long gap, Object before, Object behind) {
        SampleClock clock = channel.clock();
        Duration length = clock.durationOf(gap);
        if (kind == Kind.NONE || length.compareTo(maxGap) > 0) {
            throw new H5TypeException(channel.path() + ": a gap of " + gap + " samples (" + length
                    + ") lies between the channel and the new samples; "
                    + (kind == Kind.NONE ? "no filling was chosen" : "gaps of up to " + maxGap + " are filled"));
        }
        double fill = kind == Kind.VALUE ? value : around(before, behind);
        boolean whole = !channel.dataset().type().toString().startsWith("f");
        if (whole && Double.isNaN(fill)) {
            throw new H5TypeException(channel.path() + ": NaN is no value of type "
                    + channel.dataset().type() + "; choose another filling");
        }
        double[] filling = new double[Math.toIntExact(gap)];
        Arrays.fill(filling, whole ? Math.rint(fill) : fill);
        return filling;
    }

    private double around(Object before, Object behind) {
        double[] all = new double[Array.getLength(before) + Array.getLength(behind)];
        for (int i = 0; i < all.length; i++) {
            int left = Array.getLength(before);
            all[i] = ((Number) (i < left ? Array.get(before, i) : Array.get(behind, i - left))).doubleValue();
        }
        if (kind == Kind.MEAN) {
            return Arrays.stream(all).average().orElse(0);
        }
        Arrays.sort(all);
        int middle = all.length / 2;
        return all.length % 2 == 1 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
    }
}

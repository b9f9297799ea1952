package dev.tutti.hdf5.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveOptions;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.hdf5.Slice;
import dev.tutti.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A live session whose every published version is known, so that a file can be compared with a version. The value of an element follows from
 * its dataset and its index; an element that was overwritten has one of two.
 */
final class LiveScript {
    static final Path FILE = Path.of("/data/live.h5");

    /** How far a value is moved by overwriting it. */
    private static final long OVERWRITTEN = 1L << 40;

    /**
     * What was published.
     *
     * @param lengths rows by dataset
     * @param overwritten datasets whose first rows were overwritten, with the number of rows
     */
    record Version(
            Map<String, Long> lengths,
            Map<String, Long> overwritten,
            Set<String> groups,
            Map<String, Long> attributes) {
        Version {
            lengths = new TreeMap<>(lengths);
            overwritten = new TreeMap<>(overwritten);
            groups = new TreeSet<>(groups);
            attributes = new TreeMap<>(attributes);
        }

        /** This version, but with what the next one may have changed in place already. */
        Version orNext(List<Version> versions, int index) {
            Version next = index + 1 < versions.size() ? versions.get(index + 1) : this;
            Map<String, Long> sure = new TreeMap<>(attributes);
            sure.entrySet().removeIf(entry -> !entry.getValue().equals(next.attributes.get(entry.getKey())));
            return new Version(lengths, next.overwritten, groups, sure);
        }

        static Version empty() {
            return new Version(Map.of(), Map.of(), Set.of(), Map.of());
        }
    }

    private final LiveWriter writer;
    private final List<Version> versions;
    private Version now;

    LiveScript(LiveWriter writer, List<Version> versions) {
        this.writer = writer;
        this.versions = versions;
        Version last = versions.isEmpty() ? Version.empty() : versions.get(versions.size() - 1);
        this.now = new Version(last.lengths, last.overwritten, last.groups, last.attributes);
    }

    static FileOptions snapshot(Storage storage) {
        return FileOptions.snapshotOfLive().storage(storage).threads(1).lockTimeout(Duration.ZERO);
    }

    static FileOptions readOnly(Storage storage) {
        return FileOptions.readOnly().storage(storage).threads(1).lockTimeout(Duration.ZERO);
    }

    static FileOptions exclusive(Storage storage) {
        return FileOptions.exclusive().storage(storage).threads(1).lockTimeout(Duration.ZERO);
    }

    static LiveOptions live(Storage storage) {
        return LiveOptions.defaults().file(exclusive(storage));
    }

    static LiveWriter open(Storage storage) {
        return H5.live(FILE, live(storage));
    }

    private static long value(String name, long index) {
        return name.hashCode() % 1000 * 1_000_000L + index;
    }

    LiveScript group(String name) {
        writer.createGroup(name);
        now.groups.add(name);
        return this;
    }

    LiveScript attribute(String node, String name, long value) {
        (node.equals("/") ? writer.attrs() : writer.file().get(node).attrs()).set(name, value);
        now.attributes.put(node + "@" + name, value);
        return this;
    }

    LiveScript dataset(String name, int chunk) {
        return made(
                name,
                writer.create(name)
                        .type(DType.I64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(chunk));
    }

    LiveScript filtered(String name, int chunk) {
        return made(
                name,
                writer.create(name)
                        .type(DType.I64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(chunk)
                        .shuffle()
                        .deflate(1));
    }

    /** Strings of variable length; all else of them is as with numbers. */
    LiveScript texts(String name, int chunk) {
        return made(
                name,
                writer.create(name)
                        .type(DType.STRING)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(chunk));
    }

    /** A number as a text whose length follows from it: some are empty but for the number, some longer than a small heap object. */
    private static String text(long value) {
        return value + " " + "x".repeat((int) (Math.abs(value) % 97) * 3);
    }

    private static Object stored(Dataset dataset, long[] values) {
        return dataset.type().equals(DType.STRING)
                ? Arrays.stream(values).mapToObj(LiveScript::text).toArray(String[]::new)
                : values;
    }

    private static long[] numbers(Dataset dataset, Slice slice) {
        if (!dataset.type().equals(DType.STRING)) {
            return dataset.read(long[].class, slice);
        }
        return Arrays.stream(dataset.read(String[].class, slice))
                .mapToLong(LiveScript::number)
                .toArray();
    }

    private static long number(String text) {
        long value = Long.parseLong(text.substring(0, text.indexOf(' ')));
        assertThat(text).isEqualTo(text(value));
        return value;
    }

    LiveScript made(String name, DatasetBuilder builder) {
        builder.create();
        now.lengths.put(name, 0L);
        return this;
    }

    LiveScript append(String name, int rows) {
        long from = now.lengths.get(name);
        long[] values = new long[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = value(name, from + i);
        }
        Dataset dataset = writer.dataset(name);
        dataset.append(stored(dataset, values));
        now.lengths.put(name, from + rows);
        return this;
    }

    LiveScript overwrite(String name, int rows) {
        long[] values = new long[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = value(name, i) + OVERWRITTEN;
        }
        Dataset dataset = writer.dataset(name);
        dataset.write(Slice.rows(0, rows), stored(dataset, values));
        now.overwritten.merge(name, (long) rows, Math::max);
        return this;
    }

    /** Publishes; the version is among those that were published even if it throws, since it may have got through. */
    LiveScript publish() {
        versions.add(new Version(now.lengths, now.overwritten, now.groups, now.attributes));
        writer.publish();
        return this;
    }

    /** Notes that the close will publish what there is. */
    void close() {
        versions.add(new Version(now.lengths, now.overwritten, now.groups, now.attributes));
        writer.close();
    }

    /**
     * Which of some versions the file shows, from the first one on that must be there. All datasets have to be at the same one.
     *
     * @param acknowledged index of the last version that a publish has returned for; one more may be there
     */
    static int check(H5File file, List<Version> versions, int acknowledged) {
        List<Integer> possible = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (int i = Math.max(acknowledged, 0); i <= acknowledged + 1 && i < versions.size(); i++) {
            String reason = mismatch(file, versions, i);
            if (reason == null) {
                possible.add(i);
            } else {
                reasons.add("not version " + i + ": " + reason);
            }
        }
        if (acknowledged < 0 && possible.isEmpty()) {
            return -1;
        }
        assertThat(possible).as(reasons.toString()).isNotEmpty();
        return possible.get(possible.size() - 1);
    }

    private static String mismatch(H5File file, List<Version> versions, int index) {
        Version version = versions.get(index);
        Version next = index + 1 < versions.size() ? versions.get(index + 1) : version;
        for (String group : version.groups) {
            if (!file.contains(group)) {
                return "no group " + group;
            }
        }
        for (Map.Entry<String, Long> attribute : version.attributes.entrySet()) {
            String[] at = attribute.getKey().split("@");
            if (!file.contains(at[0]) || !file.get(at[0]).attrs().contains(at[1])) {
                return "no attribute " + attribute.getKey();
            }
            Long value = file.get(at[0]).attrs().get(at[1], Long.class);
            // An attribute is no part of a publication: it may be one version ahead.
            if (!attribute.getValue().equals(value) && !value.equals(next.attributes.get(attribute.getKey()))) {
                return "attribute " + attribute.getKey() + " is " + value + ", not " + attribute.getValue();
            }
        }
        for (String name : next.lengths.keySet()) {
            Long length = version.lengths.get(name);
            if (length == null && file.contains(name)) {
                length = 0L;
            }
            String reason = length == null ? null : mismatch(file, name, length, next);
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    private static String mismatch(H5File file, String name, long length, Version newest) {
        if (!file.contains(name)) {
            return "no dataset " + name;
        }
        Dataset dataset = file.dataset(name);
        if (dataset.shape()[0] != length) {
            return name + " has " + dataset.shape()[0] + " rows, not " + length;
        }
        long whole = Math.min(length, 300);
        return firstWrong(
                dataset, name, 0, whole, newest, firstWrong(dataset, name, length - whole, whole, newest, null));
    }

    /** The last of the rows are right, but for {@code more} that others have appended. */
    static void checkRows(H5File file, String name, long rows, long more) {
        Dataset dataset = file.dataset(name);
        assertThat(dataset.shape()).containsExactly(rows + more);
        long from = Math.max(0, rows - 10);
        assertThat(firstWrong(dataset, name, from, rows - from, Version.empty(), null))
                .isNull();
    }

    /** The first and last of the rows that a dataset has are right. */
    static void checkRows(H5File file, String name, long rows) {
        assertThat(mismatch(file, name, rows, Version.empty())).isNull();
    }

    private static String firstWrong(
            Dataset dataset, String name, long from, long count, Version newest, String otherwise) {
        long[] values = numbers(dataset, Slice.rows(from, from + count));
        long overwritten = newest.overwritten.getOrDefault(name, 0L);
        for (int i = 0; i < values.length; i++) {
            long expected = value(name, from + i);
            boolean changed = from + i < overwritten && values[i] == expected + OVERWRITTEN;
            if (values[i] != expected && !changed) {
                return name + "[" + (from + i) + "] is " + values[i] + ", not " + expected;
            }
        }
        return otherwise;
    }

    /**
     * The next writer, behind one that died when readers found a version: it begins with that version, and with what was made for the one behind it and is there already, which
     * is whole then.
     */
    static LiveScript takeOver(Storage storage, List<Version> versions, int found) {
        Version version = versions.get(found).orNext(versions, found);
        Version next = found + 1 < versions.size() ? versions.get(found + 1) : version;
        Map<String, Long> lengths = new TreeMap<>(version.lengths);
        LiveWriter writer = open(storage);
        next.lengths.forEach((name, rows) -> {
            if (!lengths.containsKey(name) && writer.file().contains(name)) {
                assertThat(mismatch(writer.file(), name, rows, next)).isNull();
                lengths.put(name, rows);
            }
        });
        List<Version> known = new ArrayList<>();
        known.add(new Version(lengths, version.overwritten, version.groups, version.attributes));
        return new LiveScript(writer, known);
    }

    /** What was published, the first of it when this writer began. */
    List<Version> versions() {
        return versions;
    }

    /** Appends to everything that a version has, makes something new, and closes; the file is sound then and has it all. */
    static void goOn(Storage storage, List<Version> versions, int found) {
        List<Version> known = new ArrayList<>();
        known.add(found < 0 ? Version.empty() : versions.get(found).orNext(versions, found));
        LiveScript script = new LiveScript(open(storage), known);
        Map<String, Long> lengths = new LinkedHashMap<>(known.get(0).lengths);
        lengths.keySet().forEach(name -> script.append(name, 7));
        script.publish();
        String late = "late/again" + versions.size();
        script.dataset(late, 3).append(late, 10).attribute(late, "note", 5).publish();
        lengths.keySet().forEach(name -> script.append(name, 2));
        script.close();
        isSound(storage);
        try (H5File file = H5.open(FILE, readOnly(storage))) {
            assertThat(check(file, known, known.size() - 1)).isEqualTo(known.size() - 1);
        }
    }

    static void isSound(Storage storage) {
        assertThat(H5.check(FILE, snapshot(storage)).problems()).isEmpty();
    }
}

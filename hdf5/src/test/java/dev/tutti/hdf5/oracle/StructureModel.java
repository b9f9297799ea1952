package dev.tutti.hdf5.oracle;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Random changes of a file, done by Tutti and, beside it, on a model in memory that says what a reader must find. */
final class StructureModel implements AutoCloseable {
    /** An object of the model. {@code shape} is null for a group. */
    private static final class Entry {
        private final Map<String, Object> attributes = new TreeMap<>();
        private @org.jspecify.annotations.Nullable long[] shape;
        private long[] values = new long[0];
        private boolean growing;

        private boolean group() {
            return shape == null;
        }
    }

    private final SortedMap<String, Entry> entries = new TreeMap<>();
    private final Path path;
    private final Random random;
    private final FileOptions options;
    private final boolean texts;
    private H5File file;
    private int counter;

    /**
     * Changes of a file that has nothing but a root group.
     *
     * @param options how it is opened
     */
    StructureModel(Path path, Random random, FileOptions options) {
        this.path = path;
        this.random = random;
        this.options = options;
        this.file = H5.open(path, options);
        this.texts = texts(file);
        entries.put("/", new Entry());
    }

    /** Whether texts of variable length can be made: not where addresses take four bytes. */
    private static boolean texts(H5File file) {
        try {
            file.attrs().set("text", "x");
            file.attrs().remove("text");
            return true;
        } catch (H5UnsupportedException e) {
            return false;
        }
    }

    /** Does one change. */
    void step() {
        switch (random.nextInt(17)) {
            case 0, 1 -> createGroup();
            case 2, 3, 4 -> createDataset();
            case 5 -> delete();
            case 6 -> move();
            case 7, 8 -> setAttributes();
            case 9 -> removeAttributes();
            case 10 -> resize();
            case 11, 12 -> append();
            case 13, 14 -> overwrite();
            case 15 -> manyGroups();
            default -> restart();
        }
    }

    private void restart() {
        if (random.nextInt(3) == 0) {
            file.close();
            file = H5.open(path, options);
        } else {
            file.commit();
        }
    }

    private void createGroup() {
        String at = newPath();
        file.createGroup(at);
        entries.put(at, new Entry());
    }

    /** So many that the nodes of a group's tree are cut, now and then, and then most of them go. */
    private void manyGroups() {
        if (random.nextInt(4) > 0) {
            return;
        }
        String parent = any(path -> entries.get(path).group());
        String prefix = (parent.equals("/") ? "/" : parent + "/") + "m" + counter++ + " ";
        int count = 20 + random.nextInt(200);
        for (int i = 0; i < count; i++) {
            file.createGroup(prefix + i);
        }
        for (int i = 0; i < count; i++) {
            if (i % 20 == 3) {
                entries.put(prefix + i, new Entry());
            } else {
                file.delete(prefix + i);
            }
        }
    }

    private void createDataset() {
        String at = newPath();
        Entry entry = new Entry();
        int rank = 1 + random.nextInt(2);
        entry.shape = new long[rank];
        int[] chunk = new int[rank];
        long[] max = new long[rank];
        for (int i = 0; i < rank; i++) {
            entry.shape[i] = random.nextInt(rank == 1 ? 200 : 20);
            chunk[i] = 1 + random.nextInt(rank == 1 ? 40 : 7);
            max[i] = i == 0 || random.nextBoolean() ? H5.UNLIMITED : Math.max(1, entry.shape[i]);
        }
        DatasetBuilder builder = file.create(at).type(DType.I64).shape(entry.shape);
        switch (random.nextInt(5)) {
            case 0 -> builder.contiguous();
            case 1 -> builder.compact();
            default -> {
                entry.growing = true;
                builder.maxShape(max).chunk(chunk);
                if (random.nextBoolean()) {
                    builder.shuffle().deflate(random.nextInt(10));
                }
                if (random.nextInt(3) == 0) {
                    builder.fletcher32();
                }
            }
        }
        Dataset dataset = builder.create();
        entry.values = new long[(int) product(entry.shape)];
        if (random.nextInt(4) > 0) {
            Arrays.setAll(entry.values, i -> random.nextLong());
            dataset.write(entry.values.clone());
        }
        entries.put(at, entry);
    }

    private void delete() {
        String at = any(path -> !path.equals("/"));
        if (at != null) {
            file.delete(at);
            entries.remove(at);
            entries.keySet().removeIf(path -> path.startsWith(at + "/"));
        }
    }

    private void move() {
        String from = any(path -> !path.equals("/"));
        if (from == null) {
            return;
        }
        String to = newPath();
        if (to.startsWith(from + "/")) {
            return;
        }
        file.move(from, to);
        SortedMap<String, Entry> moved = new TreeMap<>();
        for (String path : new ArrayList<>(entries.keySet())) {
            if (path.equals(from) || path.startsWith(from + "/")) {
                moved.put(to + path.substring(from.length()), entries.remove(path));
            }
        }
        entries.putAll(moved);
    }

    /** Enough at once, now and then, that attributes become dense. */
    private void setAttributes() {
        String at = any(path -> true);
        Entry entry = entries.get(at);
        int count = random.nextInt(4) == 0 ? 12 : 1;
        for (int i = 0; i < count; i++) {
            String name = "a" + random.nextInt(30);
            Object value =
                    texts && random.nextBoolean() ? "text " + random.nextInt(1_000_000) : (Object) random.nextLong();
            file.get(at).attrs().set(name, value);
            entry.attributes.put(name, value);
        }
    }

    private void removeAttributes() {
        String at = any(path -> !entries.get(path).attributes.isEmpty());
        if (at != null) {
            Entry entry = entries.get(at);
            List<String> names = new ArrayList<>(entry.attributes.keySet());
            int count = random.nextInt(3) == 0 ? names.size() : 1;
            for (String name : names.subList(0, count)) {
                file.get(at).attrs().remove(name);
                entry.attributes.remove(name);
            }
        }
    }

    private void resize() {
        String at = any(path -> entries.get(path).growing);
        if (at != null) {
            Entry entry = entries.get(at);
            long[] shape = entry.shape.clone();
            shape[0] = random.nextInt(300 / shape.length);
            file.dataset(at).resize(shape);
            reshape(entry, shape);
        }
    }

    private static void reshape(Entry entry, long[] shape) {
        // Only the first dimension changes, so rows keep their places.
        entry.values = Arrays.copyOf(entry.values, (int) product(shape));
        entry.shape = shape;
    }

    private void append() {
        String at = any(path -> entries.get(path).growing && row(entries.get(path).shape) > 0);
        if (at != null) {
            Entry entry = entries.get(at);
            int rows = 1 + random.nextInt(50);
            long[] added = new long[(int) (rows * row(entry.shape))];
            Arrays.setAll(added, i -> random.nextLong());
            file.dataset(at).append(added.clone());
            long[] shape = entry.shape.clone();
            int old = entry.values.length;
            shape[0] += rows;
            reshape(entry, shape);
            System.arraycopy(added, 0, entry.values, old, added.length);
        }
    }

    private void overwrite() {
        String at = any(path -> entries.get(path).values.length > 0);
        if (at == null) {
            return;
        }
        Entry entry = entries.get(at);
        int rank = entry.shape.length;
        long[] start = new long[rank];
        long[] stride = new long[rank];
        long[] count = new long[rank];
        long[] block = new long[rank];
        for (int i = 0; i < rank; i++) {
            start[i] = random.nextInt((int) entry.shape[i]);
            block[i] = 1 + random.nextInt(3);
            stride[i] = block[i] + random.nextInt(4);
            block[i] = Math.min(block[i], entry.shape[i] - start[i]);
            long most = (entry.shape[i] - start[i] - block[i]) / stride[i] + 1;
            count[i] = 1 + random.nextInt((int) most);
        }
        List<Integer> places = places(entry.shape, start, stride, count, block);
        long[] values = new long[places.size()];
        Arrays.setAll(values, i -> random.nextLong());
        if (random.nextInt(4) == 0 && values.length <= 60) {
            file.dataset(at).write(Slice.points(coordinates(entry.shape, places)), values);
        } else {
            file.dataset(at).write(Slice.hyperslab(start, stride, count, block), values);
        }
        for (int i = 0; i < values.length; i++) {
            entry.values[places.get(i)] = values[i];
        }
    }

    private static List<Integer> places(long[] shape, long[] start, long[] stride, long[] count, long[] block) {
        List<Integer> places = new ArrayList<>(List.of(0));
        for (int i = 0; i < shape.length; i++) {
            List<Integer> deeper = new ArrayList<>();
            for (int outer : places) {
                for (long c = 0; c < count[i]; c++) {
                    for (long b = 0; b < block[i]; b++) {
                        deeper.add((int) (outer * shape[i] + start[i] + c * stride[i] + b));
                    }
                }
            }
            places = deeper;
        }
        return places;
    }

    private static long[][] coordinates(long[] shape, List<Integer> places) {
        long[][] coordinates = new long[places.size()][shape.length];
        for (int i = 0; i < coordinates.length; i++) {
            long rest = places.get(i);
            for (int k = shape.length - 1; k >= 0; k--) {
                coordinates[i][k] = rest % shape[k];
                rest /= shape[k];
            }
        }
        return coordinates;
    }

    private @org.jspecify.annotations.Nullable String any(java.util.function.Predicate<String> wanted) {
        List<String> candidates = entries.keySet().stream().filter(wanted).toList();
        return candidates.isEmpty() ? null : Seeds.pick(random, candidates);
    }

    private String newPath() {
        String parent = any(path -> entries.get(path).group());
        return (parent.equals("/") ? "/" : parent + "/") + "n" + counter++;
    }

    private static long product(long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    private static long row(long[] shape) {
        return shape.length == 1 ? 1 : shape[1];
    }

    /** Lines that say where a reader's tree departs from the model. */
    List<String> differences(Tree tree) {
        List<String> lines = new ArrayList<>();
        if (!tree.items().keySet().equals(entries.keySet())) {
            lines.add("paths " + tree.items().keySet() + " instead of " + entries.keySet());
            return lines;
        }
        entries.forEach((at, entry) -> {
            Tree.Item item = tree.items().get(at);
            Map<String, Tree.Data> attributes = Map.of();
            if (entry.group() && item instanceof Tree.GroupItem group) {
                attributes = group.attributes();
            } else if (!entry.group() && item instanceof Tree.DatasetItem dataset) {
                attributes = dataset.attributes();
                List<Object> wanted = new ArrayList<>();
                for (long value : entry.values) {
                    wanted.add(value);
                }
                if (!dataset.data().values().equals(wanted)) {
                    lines.add(at + " values " + dataset.data().values() + " instead of " + wanted);
                }
                if (!List.of(Arrays.stream(entry.shape).boxed().toArray())
                        .equals(dataset.data().shape())) {
                    lines.add(at + " shape " + dataset.data().shape());
                }
            } else {
                lines.add(at + " is " + item);
            }
            Map<String, Object> found = new TreeMap<>();
            attributes.forEach((name, data) -> found.put(name, data.values().get(0)));
            if (!found.equals(entry.attributes)) {
                lines.add(at + " attributes " + found + " instead of " + entry.attributes);
            }
        });
        return lines;
    }

    @Override
    public void close() {
        file.close();
    }
}

package dev.tutti.hdf5.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a reader sees in one file, in a form that does not depend on the reader: items by path. Two readers agree when {@link
 * #differences} is empty.
 */
record Tree(SortedMap<String, Item> items) {
    /** Value of an object or attribute. {@code shape} is null for a null dataspace and empty for a scalar. */
    record Data(String type, @Nullable List<Long> shape, List<Object> values) {}

    /** What stands at a path. */
    sealed interface Item {}

    record GroupItem(Map<String, Data> attributes) implements Item {}

    record DatasetItem(
            Data data,
            List<Long> maxShape,
            String layout,
            List<Long> chunk,
            List<String> filters,
            Map<String, Data> attributes)
            implements Item {}

    record TypeItem(String type, Map<String, Data> attributes) implements Item {}

    record SoftItem(String target) implements Item {}

    record ExternalItem(String file, String target) implements Item {}

    /** A second name of an object that stands at {@code first} too. */
    record HardItem(String first) implements Item {}

    Tree() {
        this(new TreeMap<>());
    }

    /** Lines that say where the two differ; at most {@code limit}. */
    List<String> differences(Tree other, int limit) {
        List<String> lines = new ArrayList<>();
        for (String path : union(items.keySet(), other.items.keySet())) {
            Item mine = items.get(path);
            Item theirs = other.items.get(path);
            if (!Objects.equals(mine, theirs)) {
                lines.addAll(describe(path, mine, theirs));
            }
            if (lines.size() >= limit) {
                lines.add("…");
                return lines;
            }
        }
        return lines;
    }

    private static List<String> describe(String path, @Nullable Item mine, @Nullable Item theirs) {
        if (mine instanceof DatasetItem a && theirs instanceof DatasetItem b) {
            List<String> lines = new ArrayList<>();
            data(lines, path, a.data, b.data);
            line(lines, path + " max shape", a.maxShape, b.maxShape);
            line(lines, path + " layout", a.layout, b.layout);
            line(lines, path + " chunk", a.chunk, b.chunk);
            line(lines, path + " filters", a.filters, b.filters);
            attributes(lines, path, a.attributes, b.attributes);
            return lines;
        }
        if (mine instanceof GroupItem a && theirs instanceof GroupItem b) {
            List<String> lines = new ArrayList<>();
            attributes(lines, path, a.attributes, b.attributes);
            return lines;
        }
        return List.of(path + ": " + cut(mine) + " against " + cut(theirs));
    }

    private static void attributes(List<String> lines, String path, Map<String, Data> a, Map<String, Data> b) {
        for (String name : union(a.keySet(), b.keySet())) {
            Data mine = a.get(name);
            Data theirs = b.get(name);
            if (mine == null || theirs == null) {
                line(lines, path + " @" + name, mine, theirs);
            } else {
                data(lines, path + " @" + name, mine, theirs);
            }
        }
    }

    private static void data(List<String> lines, String path, Data a, Data b) {
        line(lines, path + " type", a.type, b.type);
        line(lines, path + " shape", a.shape, b.shape);
        if (a.values.size() == b.values.size()) {
            for (int i = 0; i < a.values.size(); i++) {
                if (!a.values.get(i).equals(b.values.get(i))) {
                    line(lines, path + " [" + i + "]", a.values.get(i), b.values.get(i));
                    return;
                }
            }
        } else {
            line(lines, path + " values", a.values, b.values);
        }
    }

    private static void line(List<String> lines, String what, @Nullable Object a, @Nullable Object b) {
        if (!Objects.equals(a, b)) {
            lines.add(what + ": " + cut(a) + " against " + cut(b));
        }
    }

    private static String cut(@Nullable Object value) {
        String text = String.valueOf(value);
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> all = new TreeSet<>(a);
        all.addAll(b);
        return all;
    }
}

package dev.tutti.cli.compare;

import dev.tutti.cli.text.Elements;
import dev.tutti.cli.text.Sizes;
import dev.tutti.cli.text.Values;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.NamedType;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Goes through two files side by side and collects what differs. In bounded memory: values are read in pieces. For one thread. */
final class Differences {
    private static final long PIECE = 1 << 18;

    private final H5File one;
    private final H5File other;
    private final Rules rules;
    private final List<Found> found = new ArrayList<>();
    private final Set<List<Long>> seen = new HashSet<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * What counts as the same.
     *
     * @param most differing values of a dataset that are told
     */
    record Rules(
            double absolute, double relative, boolean nanEqual, List<String> excluded, boolean attributes, int most) {}

    /**
     * One difference.
     *
     * @param path where
     * @param what kind of difference
     * @param a what the first has, or an empty text
     * @param b what the second has
     */
    record Found(String path, String what, String a, String b) {
        String text() {
            return path + ": " + what + (a.isEmpty() && b.isEmpty() ? "" : ": " + a + " | " + b);
        }
    }

    Differences(H5File one, H5File other, Rules rules) {
        this.one = one;
        this.other = other;
        this.rules = rules;
    }

    /** Bytes of elements that were compared so far; any thread may ask. */
    long bytes() {
        return bytes.get();
    }

    /** Bytes of the elements below an object, as they are in memory: what is compared if the other side has the same. */
    static long bytes(Node node) {
        long[] all = {0};
        Stream<? extends Node> nodes = node instanceof Group group ? group.walk() : Stream.of(node);
        nodes.forEach(below -> all[0] += below instanceof Dataset dataset
                ? dataset.size() * dataset.type().size()
                : 0);
        return all[0];
    }

    List<Found> found() {
        return found;
    }

    void compare(String a, String b) {
        node(a, one.get(a), other.get(b));
    }

    private boolean isExcluded(String path) {
        return rules.excluded.stream()
                .map(name -> name.startsWith("/") ? name : "/" + name)
                .anyMatch(name -> path.equals(name) || path.startsWith(name + "/"));
    }

    private void tell(String path, String what, Object a, Object b) {
        found.add(new Found(path, what, String.valueOf(a), String.valueOf(b)));
    }

    private void node(String path, Node a, Node b) {
        if (isExcluded(path) || !seen.add(List.of(a.address(), b.address()))) {
            return;
        }
        if (!a.getClass().equals(b.getClass())) {
            tell(path, "different kinds of objects", word(a), word(b));
            return;
        }
        if (rules.attributes) {
            attributes(path, a.attrs(), b.attrs());
        }
        if (a instanceof Group first && b instanceof Group second) {
            groups(path, first, second);
        } else if (a instanceof Dataset first && b instanceof Dataset second) {
            datasets(path, first, second);
        } else if (a instanceof NamedType first
                && b instanceof NamedType second
                && !first.type().equals(second.type())) {
            tell(path, "different types", first.type(), second.type());
        }
    }

    private static String word(Node node) {
        return node instanceof Group ? "group" : node instanceof Dataset ? "dataset" : "datatype";
    }

    private void groups(String path, Group a, Group b) {
        Set<String> names = new TreeSet<>(a.names());
        names.addAll(b.names());
        for (String name : names) {
            String below = path.endsWith("/") ? path + name : path + "/" + name;
            if (isExcluded(below)) {
                continue;
            }
            LinkInfo left = link(a, name);
            LinkInfo right = link(b, name);
            if (left == null || right == null) {
                tell(below, "only in " + (left == null ? "the second" : "the first"), "", "");
            } else if (left.kind() != right.kind() || !left.target().equals(right.target())) {
                tell(below, "different links", left.kind() + " " + left.target(), right.kind() + " " + right.target());
            } else if (left.kind() == LinkInfo.Kind.HARD) {
                node(below, a.get(name), b.get(name));
            }
        }
    }

    private static @Nullable LinkInfo link(Group group, String name) {
        return group.names().contains(name) ? group.link(name) : null;
    }

    private void attributes(String path, Attributes a, Attributes b) {
        Set<String> names = new TreeSet<>(a.names());
        names.addAll(b.names());
        for (String name : names) {
            String at = path + " @" + name;
            if (!a.contains(name) || !b.contains(name)) {
                tell(at, "only in " + (a.contains(name) ? "the first" : "the second"), "", "");
            } else if (!a.info(name).shape().equals(b.info(name).shape())) {
                tell(at, "different shapes", a.info(name).shape(), b.info(name).shape());
            } else if (!same(a.get(name), b.get(name))) {
                tell(at, "different values", Values.quoted(a.get(name)), Values.quoted(b.get(name)));
            }
        }
    }

    private void datasets(String path, Dataset a, Dataset b) {
        if (!Arrays.equals(a.shape(), b.shape())) {
            tell(path, "different shapes", Sizes.shape(a.shape()), Sizes.shape(b.shape()));
            return;
        }
        if (!a.type().equals(b.type())) {
            tell(path, "different types", a.type(), b.type());
        }
        if (a.size() == 0) {
            return;
        }
        long[] shape = a.shape();
        long at = 0;
        long differing = 0;
        for (Slice piece : Slice.all().pieces(shape, Math.min(PIECE, Elements.pieceLength(a)))) {
            Object left = a.read(piece);
            Object right = b.read(piece);
            boolean scalar = shape.length == 0;
            int length = scalar ? 1 : (int) Elements.count(piece.shape(shape));
            int width = scalar ? 1 : Math.max(1, Values.length(left) / Math.max(1, length));
            boolean comparable = scalar || Values.length(left) == Values.length(right);
            for (int i = 0; i < length; i++) {
                boolean equal = comparable && (scalar ? same(left, right) : same(left, right, i * width, width));
                if (!equal && ++differing <= rules.most) {
                    tell(
                            path + index(at + i, shape),
                            "different values",
                            element(left, i * width, scalar),
                            element(right, i * width, scalar));
                }
            }
            at += length;
            bytes.addAndGet((long) length * a.type().size());
        }
        if (differing > rules.most) {
            tell(path, differing + " values differ", "", "");
        }
    }

    private static String element(Object data, int index, boolean scalar) {
        return index >= Values.length(data) ? "" : Values.quoted(scalar ? data : Values.element(data, index));
    }

    private boolean same(Object a, Object b, int from, int width) {
        for (int k = from; k < from + width; k++) {
            if (!same(Values.element(a, k), Values.element(b, k))) {
                return false;
            }
        }
        return true;
    }

    private static String index(long place, long[] shape) {
        if (shape.length == 0) {
            return "";
        }
        long rest = place;
        String[] at = new String[shape.length];
        for (int d = shape.length - 1; d >= 0; d--) {
            at[d] = String.valueOf(rest % shape[d]);
            rest /= shape[d];
        }
        return "[" + String.join(",", at) + "]";
    }

    private boolean same(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return sameNumber(x, y);
        }
        if (a == null || b == null) {
            return a == b;
        }
        Map<String, @Nullable Object> left = Values.members(a);
        Map<String, @Nullable Object> right = Values.members(b);
        if (left != null && right != null) {
            return left.keySet().equals(right.keySet())
                    && left.keySet().stream().allMatch(name -> same(left.get(name), right.get(name)));
        }
        if (Values.isSequence(a) && Values.isSequence(b)) {
            return Values.length(a) == Values.length(b) && same(a, b, 0, Values.length(a));
        }
        return a.equals(b);
    }

    private boolean sameNumber(Number a, Number b) {
        boolean real = a instanceof Double || a instanceof Float || b instanceof Double || b instanceof Float;
        if (!real && rules.absolute == 0 && rules.relative == 0) {
            return a.toString().equals(b.toString());
        }
        double x = a.doubleValue();
        double y = b.doubleValue();
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return rules.nanEqual && Double.isNaN(x) && Double.isNaN(y);
        }
        double difference = Math.abs(x - y);
        return x == y
                || (rules.absolute > 0 && difference <= rules.absolute)
                || (rules.relative > 0 && difference <= rules.relative * Math.abs(x));
    }
}

package dev.tutti.hdf5;

import dev.tutti.engine.object.Located;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the one-line functions of {@link H5} do once a file is open. */
final class OneLiners {
    private static final int DEEPEST = 512;

    private OneLiners() {}

    /** A value in the shape it is stored in: see {@link H5#read(Path, String)}. */
    static @Nullable Object value(Node node) {
        return value(node, new HashSet<>());
    }

    private static @Nullable Object value(Node node, Set<Located> above) {
        if (node instanceof Group group) {
            return members(group, above);
        }
        return node instanceof Dataset dataset ? value(dataset, Slice.all()) : ((NamedType) node).type();
    }

    /** Selected values of a dataset: see {@link H5#read(Path, String, Slice)}. */
    static @Nullable Object value(Dataset dataset, Slice slice) {
        Kind kind = Kind.of(dataset);
        if (kind == Kind.EMPTY) {
            return null;
        }
        Object read = dataset.read(slice);
        if (kind == Kind.TABLE) {
            boolean single = dataset.shape().length == 0;
            List<Map<String, @Nullable Object>> rows =
                    Rows.named(single ? new Object[][] {(Object[]) read} : read, dataset.type());
            return single ? rows.get(0) : rows;
        }
        if (!read.getClass().isArray() || dataset.shape().length == 0) {
            return read;
        }
        long[] shape = slice.shape(dataset.shape());
        return shape.length == 0 && Array.getLength(read) == 1 ? Array.get(read, 0) : NestedArrays.of(read, shape);
    }

    /** What a group holds, by name; a group that stands above itself, by a soft link, is left out. */
    static Map<String, @Nullable Object> members(Group group) {
        return members(group, new HashSet<>());
    }

    private static Map<String, @Nullable Object> members(Group group, Set<Located> above) {
        if (above.size() > DEEPEST) {
            throw new H5TypeException(group.place().describe() + ": groups are nested more than " + DEEPEST + " deep");
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (above.add(group.place().located())) {
            group.children()
                    .filter(node -> !(node instanceof Group below)
                            || !above.contains(below.place().located()))
                    .forEach(node -> members.put(node.name(), value(node, above)));
            above.remove(group.place().located());
        }
        return members;
    }

    /** Values as a Java class: see {@link H5#read(Path, String, Class, Slice)}. */
    static <T> T value(Dataset dataset, Class<T> type, Slice slice) {
        NestedArrays.Levels levels = NestedArrays.Levels.of(type);
        if (levels.rank() < 2 || isArrayElement(dataset)) {
            return dataset.read(type, slice);
        }
        Object flat = dataset.read(levels.component().arrayType(), slice);
        return type.cast(levels.nested(dataset.place().describe(), flat, slice.shape(dataset.shape())));
    }

    /** Whether one element alone is an array, so that arrays of arrays are what a flat array holds. */
    private static boolean isArrayElement(Dataset dataset) {
        return dataset.shape().length < 2 && dataset.type().element().isPresent();
    }

    /** Names of what a group holds: see {@link H5#list}. */
    static List<String> list(Group group, Set<Listing> how) {
        List<String> names = new ArrayList<>();
        String prefix = how.contains(Listing.FULL_NAMES) ? (group.path().equals("/") ? "/" : group.path() + "/") : "";
        list(group, prefix, how, new HashSet<>(), names);
        return names;
    }

    private static void list(Group group, String prefix, Set<Listing> how, Set<Located> seen, List<String> names) {
        seen.add(group.place().located());
        for (LinkInfo link : group.links()) {
            Node node = link.kind() == LinkInfo.Kind.HARD ? group.get(link.name()) : null;
            if (how.contains(Listing.SCALES) || !(node instanceof Dataset dataset && dataset.isScale())) {
                names.add(prefix + link.name());
            }
            if (how.contains(Listing.RECURSIVE)
                    && node instanceof Group below
                    && !seen.contains(below.place().located())) {
                list(below, prefix + link.name() + "/", how, seen, names);
            }
        }
    }

    /** Names that belong to an object: see {@link H5#names}. */
    static List<String> names(Node node) {
        if (node instanceof Group group) {
            return group.names();
        }
        if (!(node instanceof Dataset dataset)) {
            return List.of();
        }
        return Kind.of(dataset) == Kind.TABLE
                ? List.copyOf(dataset.type().members().keySet())
                : labels(dataset);
    }

    /** What the first dimension scale of the first dimension says, or of the second one where there is one. */
    private static List<String> labels(Dataset dataset) {
        int rank = dataset.shape().length;
        if (rank == 0 || !dataset.attrs().contains("DIMENSION_LIST")) {
            return List.of();
        }
        Object scales = dataset.attrs().get("DIMENSION_LIST");
        int dimension = rank == 1 ? 0 : 1;
        if (!(scales instanceof Object[] lists)
                || lists.length <= dimension
                || !(lists[dimension] instanceof long[] addresses)
                || addresses.length == 0) {
            return List.of();
        }
        Located scale = new Located(dataset.place().open(), addresses[0]);
        if (!(dataset.file().node(scale, dataset.path()) instanceof Dataset labels)) {
            return List.of();
        }
        Object values = labels.read();
        List<String> names = new ArrayList<>();
        for (int i = 0; values.getClass().isArray() && i < Array.getLength(values); i++) {
            names.add(String.valueOf(Array.get(values, i)));
        }
        return names;
    }

    /** How many things an object holds: see {@link H5#length}. */
    static long length(Node node) {
        return node instanceof Group group ? group.size() : node instanceof Dataset dataset ? dataset.size() : 0;
    }

    /** What stands at a path, without an error if nothing does. */
    static @Nullable Node find(H5File file, String name) {
        return file.contains(name) ? file.get(name) : null;
    }

    /** Removes what stands at a path, be it a link that leads nowhere; says whether there was anything. */
    static boolean remove(H5File file, String name) {
        try {
            file.delete(name);
            return true;
        } catch (H5NotFoundException e) {
            return false;
        }
    }

    static boolean removeAttribute(H5File file, String name, String attr) {
        Node node = find(file, name);
        if (node == null || !node.attrs().contains(attr)) {
            return false;
        }
        node.attrs().remove(attr);
        return true;
    }

    /** Sets an attribute: see {@link H5#writeAttr(Path, String, String, Object)}. */
    static void setAttribute(Path path, String name, String attr, @Nullable Object value, @Nullable DType type) {
        if (value != null) {
            JavaValue.of(value, type == null ? JavaValue.of(value).type() : type); // before the file is opened
        }
        Once.changing(path, Once.Missing.REFUSED, file -> {
            setAttribute(file, name, attr, value, type);
            return file;
        });
    }

    private static void setAttribute(
            H5File file, String name, String attr, @Nullable Object value, @Nullable DType type) {
        Node node = find(file, name);
        if (node == null) {
            throw new H5NotFoundException(
                    file.path() + ": attribute '" + attr + "' cannot be set, there is no object at '" + name + "'");
        }
        if (value == null) {
            node.attrs().setEmpty(attr, type == null ? DType.I32 : type);
        } else if (type == null) {
            node.attrs().set(attr, value);
        } else {
            node.attrs().set(attr, value, type);
        }
    }

    /** Copies between files, which may be one. */
    static void copy(Path from, String name, Path to, String target) {
        if (isSame(from, to)) {
            Once.changing(from, Once.Missing.REFUSED, file -> {
                file.copy(name, target);
                return file;
            });
            return;
        }
        Once.reading(from, source -> {
            source.get(name); // before the other file is made
            return Once.changing(to, Once.Missing.MADE, file -> {
                source.copy(name, file, target);
                return file;
            });
        });
    }

    private static boolean isSame(Path a, Path b) {
        try {
            return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
        } catch (IOException e) {
            throw new H5Exception(a + " and " + b + ": cannot be compared: " + e.getMessage(), e);
        }
    }
}

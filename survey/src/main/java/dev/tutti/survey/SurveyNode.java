package dev.tutti.survey;

import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.Node;
import dev.tutti.survey.metadata.Metadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something in a survey file that has a path and metadata. A handle: what it says is read at each call. Thread-safe. */
abstract class SurveyNode {
    /** Attributes that are part of the layout. */
    static final Set<String> STRUCTURAL = Set.of("mth5_type", "hdf5_reference");

    private static final String REFERENCE_TEXT = "<HDF5 object reference>";

    private final SurveyFile file;
    private final String path;

    SurveyNode(SurveyFile file, String path) {
        this.file = file;
        this.path = path;
    }

    /** The file that it stands in. */
    public final SurveyFile file() {
        return file;
    }

    /** Path in the HDF5 file. */
    public final String path() {
        return path;
    }

    /** Last part of the path: the name in the file. */
    public final String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The HDF5 object below, for whatever the standard does not foresee. */
    public final Node node() {
        return file.h5().get(path);
    }

    final Group group() {
        return file.h5().group(path);
    }

    final boolean has(String name) {
        return file.h5().contains(path + "/" + name);
    }

    final String child(String what, String name) {
        if (!has(name)) {
            throw new H5NotFoundException(
                    file.path() + ": no " + what + " '" + last(name) + "' in " + path + "; there are " + beside(name));
        }
        return path + "/" + name;
    }

    final void refuseExisting(String what, String name) {
        if (has(name)) {
            throw new H5ExistsException(file.path() + ": " + path + " has a " + what + " '" + name + "' already");
        }
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** What stands where a child was looked for, without the groups that every station has. */
    private List<String> beside(String name) {
        String folder = name.contains("/") ? path + "/" + name.substring(0, name.lastIndexOf('/')) : path;
        return file.h5().root().find(folder).filter(Group.class::isInstance).map(Group.class::cast).stream()
                .flatMap(group -> group.names().stream())
                .filter(child -> !Names.OF_STATION.contains(child))
                .limit(20)
                .toList();
    }

    /** Names of what stands here and has one of these words in {@code mth5_type}. */
    final List<String> named(String... types) {
        return namedIn(file, path, types);
    }

    static List<String> namedIn(SurveyFile file, String path, String... types) {
        Optional<Node> here = file.h5().root().find(path);
        if (here.isEmpty() || !(here.get() instanceof Group group)) {
            return List.of();
        }
        return group.children()
                .filter(child -> isOneOf(type(child), types))
                .map(Node::name)
                .toList();
    }

    private static boolean isOneOf(String type, String... types) {
        for (String wanted : types) {
            if (wanted.equalsIgnoreCase(type)) {
                return true;
            }
        }
        return false;
    }

    /** What an object says that it is; empty if it says nothing. */
    static String type(Node node) {
        return node.attrs().contains("mth5_type") ? String.valueOf(node.attrs().get("mth5_type")) : "";
    }

    final <R extends Record> R metadata(R defaults) {
        return metadata(node(), defaults);
    }

    static <R extends Record> R metadata(Node node, R defaults) {
        try {
            return Metadata.fromAttributes(defaults, node.attrs().toMap(), STRUCTURAL);
        } catch (H5TypeException e) {
            throw new H5TypeException(node.file().path() + ": " + node.path() + ": " + e.getMessage());
        }
    }

    /** Writes metadata in place of those that are there; attributes that the record does not have stay. */
    static void write(Node node, @Nullable String type, Record metadata) {
        write(node, type, Storable.attributes(node.path(), metadata));
    }

    /** Makes a group with its type and metadata; nothing, if one of these cannot be stored. */
    static void make(SurveyFile file, String path, @Nullable String type, Record metadata) {
        Map<String, Object> values = Storable.attributes(path, metadata);
        write(file.h5().createGroup(path), type, values);
    }

    static void write(Node node, @Nullable String type, Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(name, stored(value)));
        if (type != null) {
            all.put("mth5_type", type);
            all.put("hdf5_reference", REFERENCE_TEXT);
        }
        node.attrs().setAll(all);
    }

    /** A value in the form that the standard's readers want: 64-bit numbers. Text has any length by itself. */
    private static Object stored(Object value) {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        return value instanceof Float number ? (Object) number.doubleValue() : value;
    }

    /** Changes metadata that are there: only attributes whose value differs are written. */
    static void update(Node node, Record metadata) {
        Map<String, @Nullable Object> old = node.attrs().toMap();
        Attributes attributes = node.attrs();
        Storable.attributes(node.path(), metadata).forEach((name, value) -> {
            if (!value.equals(old.get(name))) {
                attributes.set(name, stored(value));
            }
        });
    }

    /** Makes a group with its type and nothing else. */
    static void container(SurveyFile file, String path, String type) {
        write(file.h5().createGroup(path), type, Map.of());
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof SurveyNode that
                && that.getClass() == getClass()
                && that.file == file
                && that.path.equals(path);
    }

    @Override
    public final int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return node().toString();
    }
}

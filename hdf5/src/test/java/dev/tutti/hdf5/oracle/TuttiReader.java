package dev.tutti.hdf5.oracle;

import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.BitField;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Enumeration;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Opaque;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.VariableLength;
import dev.tutti.hdf5.AttributeInfo;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.DTypeBridge;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.NamedType;
import dev.tutti.hdf5.Node;
import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads whole files through Tutti's public API into the same canonical form as {@link CReader}. */
final class TuttiReader {
    private final Tree tree = new Tree();
    private final Map<Long, String> firstPaths = new HashMap<>();
    private final Map<Long, String> named = new HashMap<>();

    private TuttiReader() {}

    static Tree read(Path path) {
        try (H5File file = H5.open(path)) {
            return read(file);
        }
    }

    /** One dataset, without the names that references lead to. */
    static Tree.DatasetItem datasetOf(Dataset dataset) {
        return new TuttiReader().dataset(dataset);
    }

    static Tree read(H5File file) {
        TuttiReader reader = new TuttiReader();
        reader.name(file.root(), "/");
        reader.object(file.root(), "/");
        return reader.tree;
    }

    /** References name their objects by address, and may point ahead. */
    private void name(Node node, String path) {
        if (named.putIfAbsent(node.address(), path) == null && node instanceof Group group) {
            for (LinkInfo link : group.links()) {
                if (link.kind() == LinkInfo.Kind.HARD) {
                    name(group.get(link.name()), child(path, link.name()));
                }
            }
        }
    }

    private static String child(String path, String name) {
        return path.equals("/") ? "/" + name : path + "/" + name;
    }

    private void object(Node node, String path) {
        String first = firstPaths.putIfAbsent(node.address(), path);
        if (first != null) {
            tree.items().put(path, new Tree.HardItem(first));
        } else if (node instanceof Group group) {
            tree.items().put(path, new Tree.GroupItem(attributes(node)));
            for (LinkInfo link : group.links()) {
                link(group, link, child(path, link.name()));
            }
        } else if (node instanceof Dataset dataset) {
            tree.items().put(path, dataset(dataset));
        } else if (node instanceof NamedType type) {
            String text = TuttiTypeText.of(DTypeBridge.datatype(type.type()));
            tree.items().put(path, new Tree.TypeItem(text, attributes(node)));
        }
    }

    private void link(Group group, LinkInfo link, String path) {
        switch (link.kind()) {
            case HARD -> object(group.get(link.name()), path);
            case SOFT -> tree.items().put(path, new Tree.SoftItem(link.target()));
            case EXTERNAL -> {
                int colon = link.target().indexOf(':');
                tree.items()
                        .put(
                                path,
                                new Tree.ExternalItem(
                                        link.target().substring(0, colon),
                                        link.target().substring(colon + 1)));
            }
            default -> throw new IllegalStateException(link.toString());
        }
    }

    private Map<String, Tree.Data> attributes(Node node) {
        Map<String, Tree.Data> attributes = new TreeMap<>();
        Attributes attrs = node.attrs();
        for (String name : attrs.names()) {
            AttributeInfo info = attrs.info(name);
            Datatype type = DTypeBridge.datatype(info.type());
            List<Object> values = info.empty() ? List.of() : values(type, attrs.get(name), count(info.shape()));
            attributes.put(name, new Tree.Data(TuttiTypeText.of(type), info.empty() ? null : info.shape(), values));
        }
        return attributes;
    }

    private Tree.DatasetItem dataset(Dataset dataset) {
        Datatype type = DTypeBridge.datatype(dataset.type());
        boolean empty = isNull(dataset);
        List<Long> shape = longs(dataset.shape());
        List<Object> values = empty || count(shape) == 0 ? List.of() : values(type, dataset.read(), count(shape));
        Layout layout = dataset.layout();
        String kind = layout.kind().name().toLowerCase(Locale.ROOT);
        return new Tree.DatasetItem(
                new Tree.Data(TuttiTypeText.of(type), empty ? null : shape, values),
                longs(dataset.maxShape()),
                layout.kind() == Layout.Kind.CHUNKED ? kind + " " + index(layout.index()) : kind,
                layout.chunk().stream().map(Integer::longValue).toList(),
                layout.filters().stream()
                        .map(filter -> String.valueOf(filter.id()))
                        .toList(),
                attributes(dataset));
    }

    /** Whether the dataspace is null: no dimension and no element either. */
    static boolean isNull(Dataset dataset) {
        return dataset.shape().length == 0 && dataset.size() == 0;
    }

    private static String index(String name) {
        return name.equals("b-tree 1") ? "btree1" : name.equals("b-tree 2") ? "btree2" : name;
    }

    private static long count(List<Long> shape) {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    private static List<Long> longs(long[] values) {
        List<Long> list = new ArrayList<>();
        for (long value : values) {
            list.add(value);
        }
        return list;
    }

    /**
     * All elements of what a read returned: a scalar, or a flat array in row-major order, in which an array type takes as many slots as it
     * has elements and a complex number two.
     */
    private List<Object> values(Datatype type, Object read, long count) {
        if (!isFlat(type, read)) {
            return List.of(value(type, read));
        }
        int width = (int) (Array.getLength(read) / Math.max(1, count));
        boolean several = type instanceof ArrayType || isComplex(type);
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(several ? slots(type, read, i * width, width) : value(type, Array.get(read, i)));
        }
        return values;
    }

    private Object slots(Datatype type, Object read, int from, int width) {
        Object part = Array.newInstance(read.getClass().getComponentType(), width);
        System.arraycopy(read, from, part, 0, width);
        return value(type, part);
    }

    /** Whether {@code read} is the array of elements; else it is one element of a type whose values are arrays themselves. */
    private static boolean isFlat(Datatype type, Object read) {
        int depth = 0;
        for (Class<?> at = read.getClass(); at.isArray(); at = at.getComponentType()) {
            depth++;
        }
        return depth > depth(type);
    }

    /** How many arrays stand in each other in one slot of this type. */
    private static int depth(Datatype type) {
        if (type instanceof ArrayType array) {
            return depth(array.base());
        }
        if (type instanceof VariableLength v && v.kind() == VariableLength.Kind.SEQUENCE) {
            return 1 + depth(v.base());
        }
        boolean row = type instanceof Compound && !isComplex(type);
        boolean bytes = type instanceof Opaque || (type instanceof Reference r && r.kind() != Reference.Kind.OBJECT);
        return row || bytes ? 1 : 0;
    }

    /** h5py's complex numbers, which Tutti reads as two numbers. */
    private static boolean isComplex(Datatype type) {
        return type instanceof Compound compound
                && compound.members().size() == 2
                && compound.members().get(0).name().equals("r")
                && compound.members().get(1).name().equals("i");
    }

    private Object value(Datatype type, Object value) {
        if (type instanceof FixedPoint t) {
            return integer(value, t.signed(), t.size());
        }
        if (type instanceof BitField t) {
            return integer(value, false, t.size());
        }
        if (type instanceof FloatingPoint) {
            return ((Number) value).doubleValue();
        }
        if (type instanceof FixedString || type instanceof VariableLength v && v.kind() == VariableLength.Kind.STRING) {
            return value;
        }
        if (type instanceof Opaque) {
            return "hex:" + HexFormat.of().formatHex((byte[]) value);
        }
        if (type instanceof Enumeration t) {
            return enumerated(t, value);
        }
        if (type instanceof Compound t) {
            Map<String, Object> fields = new LinkedHashMap<>();
            for (int i = 0; i < t.members().size(); i++) {
                Compound.Member member = t.members().get(i);
                fields.put(member.name(), value(member.type(), Array.get(value, i)));
            }
            return fields;
        }
        if (type instanceof Reference) {
            long address = ((Number) value).longValue();
            return address == 0 ? "->null" : "->" + named.getOrDefault(address, "?");
        }
        Datatype base = type instanceof ArrayType a ? a.base() : ((VariableLength) type).base();
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            list.add(value(base, Array.get(value, i)));
        }
        return list;
    }

    private static Object enumerated(Enumeration type, Object value) {
        if (value instanceof Boolean truth) {
            return truth ? 1L : 0L;
        }
        if (value instanceof String name) {
            return type.values().stream()
                    .filter(v -> v.name().equals(name))
                    .map(v -> (Object) v.value())
                    .findFirst()
                    .orElseGet(() -> Long.valueOf(name)); // a number without a name
        }
        return integer(value, true, 8);
    }

    private static Object integer(Object value, boolean signed, int size) {
        if (value instanceof BigInteger big) {
            return big.bitLength() < 64 ? (Object) big.longValue() : big;
        }
        long bits = ((Number) value).longValue();
        if (!signed && size < 8) {
            bits &= (1L << 8 * size) - 1;
        }
        return CValues.integer(bits, !signed);
    }
}

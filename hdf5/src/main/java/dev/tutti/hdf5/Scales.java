package dev.tutti.hdf5;

import dev.tutti.engine.object.Located;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.datatype.Padding;
import dev.tutti.format.datatype.VariableLength;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Dimension scales in the attributes that the HDF5 dimension scale specification names. A scale has {@code CLASS} ("DIMENSION_SCALE"), perhaps {@code NAME}, and
 * {@code REFERENCE_LIST}: where it is attached. A dataset with scales has {@code DIMENSION_LIST}: for each dimension the addresses of its scales; labels are in
 * {@code DIMENSION_LABELS}.
 */
final class Scales {
    private static final String CLASS = "CLASS";
    private static final String SCALE = "DIMENSION_SCALE";
    private static final String NAME = "NAME";
    private static final String LISTS = "DIMENSION_LIST";
    private static final String LABELS = "DIMENSION_LABELS";
    private static final String USERS = "REFERENCE_LIST";

    /** Of a C structure: four bytes behind the second member are padding. */
    private static final DType USER = new DType(new Compound(
            16,
            List.of(
                    new Compound.Member("dataset", 0, DType.REFERENCE.type()),
                    new Compound.Member("dimension", 8, FixedPoint.of(4, Order.LITTLE, false)))));

    private Scales() {}

    static boolean isScale(Dataset dataset) {
        return dataset.attrs().contains(CLASS) && SCALE.equals(dataset.attrs().get(CLASS));
    }

    static Optional<String> name(Dataset dataset) {
        return isScale(dataset) && dataset.attrs().contains(NAME)
                ? Optional.of(String.valueOf(dataset.attrs().get(NAME)))
                : Optional.empty();
    }

    static void make(Dataset dataset, @Nullable String name) {
        if (dataset.attrs().contains(LISTS)) {
            throw new H5TypeException(
                    dataset.place().describe() + ": a dataset that has scales cannot be one; detach them first");
        }
        text(dataset, CLASS, SCALE);
        if (name != null) {
            text(dataset, NAME, name);
        }
    }

    /** Text of fixed length with a zero byte behind it, as the C library has it. */
    private static void text(Dataset dataset, String attribute, String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length + 1;
        dataset.attrs()
                .set(attribute, text, new DType(new FixedString(length, Padding.NULL_TERMINATED, charset(text))));
    }

    private static CharacterSet charset(String text) {
        return text.chars().allMatch(c -> c < 128) ? CharacterSet.ASCII : CharacterSet.UTF8;
    }

    static String label(Dataset dataset, int dimension) {
        return labels(dataset)[dimension];
    }

    private static String[] labels(Dataset dataset) {
        String[] labels = new String[dataset.shape().length];
        Arrays.fill(labels, "");
        if (dataset.attrs().contains(LABELS)) {
            String[] stored = dataset.attrs().get(LABELS, String[].class);
            for (int i = 0; i < Math.min(labels.length, stored.length); i++) {
                labels[i] = Objects.requireNonNullElse(stored[i], "");
            }
        }
        return labels;
    }

    static void label(Dataset dataset, int dimension, String text) {
        String[] labels = labels(dataset);
        labels[dimension] = text;
        DType type = new DType(new VariableLength(
                16,
                VariableLength.Kind.STRING,
                Padding.NULL_TERMINATED,
                charset(String.join("", labels)),
                FixedPoint.of(1, Order.LITTLE, false)));
        dataset.attrs().set(LABELS, labels, type, labels.length);
    }

    /** Addresses of the scales of each dimension. */
    static long[][] lists(Dataset dataset) {
        long[][] lists = new long[dataset.shape().length][];
        Arrays.fill(lists, new long[0]);
        if (dataset.attrs().contains(LISTS)) {
            Object stored = dataset.attrs().get(LISTS);
            if (!(stored instanceof Object[] rows)) {
                throw unknown(dataset, LISTS);
            }
            for (int i = 0; i < Math.min(lists.length, rows.length); i++) {
                if (rows[i] instanceof long[] addresses) {
                    lists[i] = addresses;
                } else if (rows[i] != null) {
                    throw unknown(dataset, LISTS);
                }
            }
        }
        return lists;
    }

    private static H5TypeException unknown(Dataset dataset, String attribute) {
        return new H5TypeException(dataset.place().describe() + ": attribute '" + attribute + "' has type "
                + dataset.attrs().info(attribute).type() + ", which no dimension scale has");
    }

    /** The scale at an address: looked for beside the dataset first, because that is where most are. */
    static Dataset dataset(Dataset of, long address) {
        return at(of.parent(), address)
                .or(() -> of.file()
                        .walk()
                        .filter(node -> node.address() == address)
                        .findFirst())
                .or(() -> Optional.of(of.file().node(new Located(of.place().open(), address), of.path())))
                .filter(Dataset.class::isInstance)
                .map(Dataset.class::cast)
                .orElseThrow(() -> new H5NotFoundException(
                        of.place().describe() + ": the scale at address " + address + " is no dataset"));
    }

    private static Optional<Node> at(Group group, long address) {
        return group.children().filter(node -> node.address() == address).findFirst();
    }

    static void attach(Dataset dataset, int dimension, Dataset scale) {
        if (isScale(dataset)) {
            throw new H5TypeException(dataset.place().describe() + ": a scale has no scales of its own");
        }
        if (scale.attrs().contains(LISTS)) {
            throw new H5TypeException(
                    scale.place().describe() + ": a dataset that has scales cannot be one; detach them first");
        }
        if (scale.place().open() != dataset.place().open()) {
            throw new H5TypeException(scale.place().describe() + ": a scale of "
                    + dataset.place().describe() + " must stand in the same file; copy it there first");
        }
        if (scale.address() == dataset.address()) {
            throw new H5TypeException(dataset.place().describe() + ": a dataset cannot be its own scale");
        }
        if (!isScale(scale)) {
            text(scale, CLASS, SCALE);
        }
        long[][] lists = lists(dataset);
        if (contains(lists[dimension], scale.address())) {
            return;
        }
        lists[dimension] = Arrays.copyOf(lists[dimension], lists[dimension].length + 1);
        lists[dimension][lists[dimension].length - 1] = scale.address();
        lists(dataset, lists);
        Object[][] users = users(scale);
        Object[][] more = Arrays.copyOf(users, users.length + 1);
        more[users.length] = new Object[] {dataset.address(), dimension};
        scale.attrs().set(USERS, more, USER);
    }

    static void detach(Dataset dataset, int dimension, Dataset scale) {
        long[][] lists = lists(dataset);
        long address = scale.address();
        if (!contains(lists[dimension], address)) {
            throw new H5NotFoundException(
                    scale.place().describe() + " is no scale of dimension " + dimension + " of " + dataset.path());
        }
        lists[dimension] = Arrays.stream(lists[dimension])
                .filter(other -> other != address)
                .toArray();
        if (Arrays.stream(lists).allMatch(list -> list.length == 0)) {
            dataset.attrs().remove(LISTS);
        } else {
            lists(dataset, lists);
        }
        Object[][] left = Arrays.stream(users(scale))
                .filter(user -> !(number(user[0]) == dataset.address() && number(user[1]) == dimension))
                .toArray(Object[][]::new);
        if (left.length > 0) {
            scale.attrs().set(USERS, left, USER);
        } else if (scale.attrs().contains(USERS)) {
            scale.attrs().remove(USERS);
        }
    }

    private static void lists(Dataset dataset, long[][] lists) {
        dataset.attrs().set(LISTS, lists, DType.vlen(DType.REFERENCE), lists.length);
    }

    private static boolean contains(long[] addresses, long address) {
        return Arrays.stream(addresses).anyMatch(other -> other == address);
    }

    private static Object[][] users(Dataset scale) {
        if (!scale.attrs().contains(USERS)) {
            return new Object[0][];
        }
        if (!(scale.attrs().get(USERS) instanceof Object[] rows)) {
            throw unknown(scale, USERS);
        }
        Object[][] users = new Object[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            if (!(rows[i] instanceof Object[] row) || row.length != 2) {
                throw unknown(scale, USERS);
            }
            users[i] = new Object[] {number(row[0]), number(row[1])};
        }
        return users;
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }
}

package dev.tutti.hdf5;

import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.object.AttributeTable;
import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.PointerWidths;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.Dataspace;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one object: small named values. Thread-safe. A scalar reads as a boxed number, a String, and so on; an array as a
 * flat array in row-major order.
 */
public final class Attributes {
    private final Place place;

    Attributes(Place place) {
        this.place = place;
    }

    private Located located() {
        return place.located();
    }

    /** Names of all attributes, sorted. */
    public List<String> names() {
        return all().stream().map(Attribute::name).sorted().toList();
    }

    /** Names of all attributes in this order; objects that do not keep the order in which attributes were made have them in the order in which they are stored. */
    public List<String> names(LinkOrder order) {
        return order == LinkOrder.NAME
                ? names()
                : all().stream().map(Attribute::name).toList();
    }

    private List<Attribute> all() {
        return place.reading(() -> {
            return place.open().consistently(view -> {
                List<Attribute> found = new ArrayList<>();
                AttributeTable.forEach(view, ObjectHeader.load(view, located().address()), found::add);
                return found;
            });
        });
    }

    private Attribute find(String name) {
        Attribute found = findOrNull(name);
        if (found == null) {
            throw new H5NotFoundException(place.describe() + " has no attribute '" + name + "'");
        }
        return found;
    }

    private @Nullable Attribute findOrNull(String name) {
        return place.reading(() -> Optional.ofNullable(place.open()
                        .consistently(view -> AttributeTable.find(
                                view, ObjectHeader.load(view, located().address()), name))))
                .orElse(null);
    }

    /** Whether there is an attribute of that name. */
    public boolean contains(String name) {
        return findOrNull(name) != null;
    }

    /** Number of attributes. */
    public int size() {
        return all().size();
    }

    /**
     * The value of an attribute in its natural Java type; null if it has none (null dataspace).
     *
     * @throws H5NotFoundException if there is no such attribute
     */
    public @Nullable Object get(String name) {
        return place.reading(() -> Optional.ofNullable(value(find(name)))).orElse(null);
    }

    private @Nullable Object value(Attribute attribute) {
        if (attribute.space().kind() == Dataspace.Kind.NULL) {
            return null;
        }
        int elements = count(attribute);
        Object array = Conversions.newArray(attribute.type(), elements);
        read(attribute, elements, array);
        return attribute.space().kind() == Dataspace.Kind.SCALAR && Array.getLength(array) == 1
                ? Array.get(array, 0)
                : array;
    }

    private int count(Attribute attribute) {
        long elements = attribute.space().elements();
        if (elements > Integer.MAX_VALUE) {
            throw new H5TypeException(place.describe() + ": attribute '" + attribute.name() + "' has " + elements
                    + " elements, more than an array holds");
        }
        return (int) elements;
    }

    private void read(Attribute attribute, int elements, Object array) {
        ByteBuffer bytes = ByteBuffer.wrap(attribute.data()).order(ByteOrder.LITTLE_ENDIAN);
        place.open().reading(view -> {
            Conversions.reader(
                            RecordTypes.asComponents(attribute.type(), array.getClass()),
                            array,
                            ReferenceValues.reader(place.file(), view))
                    .read(bytes, 0, elements, 0);
            return array;
        });
    }

    /** All attributes with their values, sorted by name; those without a value have null. */
    public Map<String, @Nullable Object> toMap() {
        return place.reading(() -> {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            all().stream()
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .forEach(attribute -> values.put(attribute.name(), value(attribute)));
            return values;
        });
    }

    /**
     * The value of an attribute as {@code type}: {@code Double.class}, {@code String.class}, {@code double[].class} and the like; numbers convert.
     *
     * @throws H5NotFoundException if there is no such attribute
     * @throws H5TypeException if it cannot be had as that type
     */
    public <T> T get(String name, Class<T> type) {
        return place.reading(() -> {
            Attribute attribute = find(name);
            int elements = attribute.space().kind() == Dataspace.Kind.NULL ? 0 : count(attribute);
            if (type.isArray()) {
                Object array = Conversions.newArray(attribute.type(), type.getComponentType(), elements);
                read(attribute, elements, array);
                return type.cast(array);
            }
            if (elements != 1) {
                throw new H5TypeException(place.describe() + ": attribute '" + name + "' has " + elements
                        + " elements; ask for " + type.getSimpleName() + "[]");
            }
            Class<?> component = Primitives.unboxed(type);
            Object array = Conversions.newArray(attribute.type(), component, 1);
            read(attribute, 1, array);
            Object value = Array.get(array, 0);
            if (value == null) {
                throw new H5TypeException(place.describe() + ": attribute '" + name + "' has no value");
            }
            return Primitives.boxed(type).cast(value);
        });
    }

    /**
     * A reference to an attribute, for values of the type {@link DType#ANY_REFERENCE}.
     *
     * @throws H5NotFoundException if there is no such attribute
     */
    public ObjectReference reference(String name) {
        find(name);
        return ObjectReference.to(place, null, 0, name);
    }

    /** Type and shape of an attribute. */
    public AttributeInfo info(String name) {
        Attribute attribute = find(name);
        List<Long> shape = Arrays.stream(attribute.space().dims()).boxed().toList();
        return new AttributeInfo(
                name, new DType(attribute.type()), shape, attribute.space().kind() == Dataspace.Kind.NULL);
    }

    /** Address of the datatype with a name ({@link NamedType#address}) that an attribute uses; empty if it has its type itself. */
    public OptionalLong typeAddress(String name) {
        long address = place.reading(() -> place.open()
                .consistently(view -> AttributeTable.committedType(
                        view, ObjectHeader.load(view, located().address()), name)));
        return address == 0 ? OptionalLong.empty() : OptionalLong.of(address);
    }

    /** Sets an attribute to a value: a number, a boolean, a String, a reference, a record, or an array of these. Replaces one of the same name. */
    public void set(String name, Object value) {
        JavaValue java = JavaValue.of(value);
        set(name, java.type(), java);
    }

    /** Sets an attribute, stored as {@code type}. */
    public void set(String name, Object value, DType type) {
        set(name, type, JavaValue.of(value, type));
    }

    /**
     * Sets an attribute of a given shape, stored as {@code type}.
     *
     * @param value a flat array in row-major order, or a single value
     * @param shape size of each dimension; empty for a scalar
     */
    public void set(String name, Object value, DType type, long... shape) {
        set(name, type, JavaValue.of(value, type, shape));
    }

    /**
     * Gives an attribute another value and keeps its type and shape.
     *
     * @throws H5NotFoundException if there is no such attribute
     * @throws H5TypeException if the value does not fit type or shape; the attribute is as it was
     */
    public void modify(String name, Object value) {
        place.changing(() -> {
            Attribute old = find(name);
            if (old.space().kind() == Dataspace.Kind.NULL) {
                throw new H5TypeException(
                        place.describe() + ": attribute '" + name + "' has no value (null dataspace); set it");
            }
            DType type = new DType(old.type());
            set(name, type, JavaValue.of(value, type, old.space().dims()));
            return this;
        });
    }

    /**
     * Gives an attribute another name. It keeps its place in the order of creation, and a type with a name of its own.
     *
     * @throws H5NotFoundException if there is no such attribute
     * @throws H5ExistsException if there is one named {@code to}
     */
    public void rename(String name, String to) {
        place.changing(() -> {
            find(name);
            if (contains(to)) {
                throw new H5ExistsException(place.describe() + ": an attribute '" + to + "' is there already");
            }
            place.open().changing(tx -> {
                AttributeTable.rename(
                        tx,
                        ObjectHeader.load(tx, located().address()),
                        name,
                        to,
                        place.open().mode().live());
                AttributeTable.noteChange(tx, located());
                return to;
            });
            return this;
        });
    }

    /** Sets an attribute that has a type and no value (null dataspace). */
    public void setEmpty(String name, DType type) {
        place.changing(() -> {
            Datatype stored = PointerWidths.fitted(place.open(), type.type());
            Attribute empty = new Attribute(name, stored, Dataspace.NULL, new byte[0], charset(name));
            place.open().changing(tx -> put(tx, empty));
            return this;
        });
    }

    /**
     * Sets several attributes as one change: all of them, or none if one of them cannot be stored. An object that has no attributes yet gets many of them at little more
     * than the cost of one.
     *
     * @param values by name: numbers, booleans, Strings, references, records, or arrays of these
     */
    public void setAll(Map<String, ?> values) {
        Map<String, JavaValue> java = new LinkedHashMap<>();
        values.forEach((name, value) -> java.put(name, JavaValue.of(value)));
        place.changing(() -> {
            place.open().changing(tx -> {
                List<Attribute> all = new ArrayList<>();
                java.forEach((name, value) -> all.add(attribute(tx, name, value.type(), value)));
                AttributeTable.putAll(
                        tx,
                        ObjectHeader.load(tx, located().address()),
                        all,
                        place.open().mode().live());
                AttributeTable.noteChange(tx, located());
                return all;
            });
            return this;
        });
    }

    private void set(String name, DType type, JavaValue value) {
        place.changing(() -> {
            place.open().changing(tx -> put(tx, attribute(tx, name, type, value)));
            return this;
        });
    }

    private Attribute attribute(MetaTransaction tx, String name, DType type, JavaValue value) {
        Datatype stored = PointerWidths.fitted(place.open(), type.type());
        Dataspace space = value.scalar() ? Dataspace.SCALAR : Dataspace.simple(value.shape());
        int elements = (int) space.elements();
        byte[] data = new byte[Math.multiplyExact(elements, stored.size())];
        Conversions.writer(
                        RecordTypes.asComponents(stored, value.flat().getClass()),
                        value.flat(),
                        ReferenceValues.writer(place, tx))
                .write(0, elements, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN), 0);
        return new Attribute(name, stored, space, data, charset(name));
    }

    private static CharacterSet charset(String name) {
        return name.chars().allMatch(c -> c < 128) ? CharacterSet.ASCII : CharacterSet.UTF8;
    }

    private Attribute put(MetaTransaction tx, Attribute attribute) {
        AttributeTable.put(
                tx,
                ObjectHeader.load(tx, located().address()),
                attribute,
                place.open().mode().live());
        AttributeTable.noteChange(tx, located());
        return attribute;
    }

    /**
     * Removes an attribute.
     *
     * @throws H5NotFoundException if there is no such attribute
     */
    public void remove(String name) {
        place.changing(() -> {
            place.open().changing(tx -> {
                AttributeTable.remove(
                        tx,
                        ObjectHeader.load(tx, located().address()),
                        name,
                        place.open().mode().live());
                AttributeTable.noteChange(tx, located());
                return name;
            });
            return this;
        });
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        toMap().forEach((name, value) -> text.append(text.isEmpty() ? "" : "\n")
                .append('@')
                .append(name)
                .append(" = ")
                .append(Values.text(value)));
        return text.toString();
    }
}

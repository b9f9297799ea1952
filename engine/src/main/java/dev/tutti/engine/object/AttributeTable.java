package dev.tutti.engine.object;

import dev.tutti.engine.group.DenseAttributes;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.header.ObjectHeader.Numbered;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.UnresolvedAttribute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one object: messages in its header (compact), or a fractal heap with a v2 B-tree (dense). Object headers of version 1 hold all of them
 * themselves. Compact becomes dense above the object's limit, dense becomes compact below the other one, except in a live file, where dense becomes compact on a change (see {@link Links}).
 */
public final class AttributeTable {
    private static final int DEFAULT_MAX_COMPACT = 8;
    private static final int DEFAULT_MIN_DENSE = 6;

    /** Longest message that an object header holds. */
    private static final int LONGEST_MESSAGE = 65_000;

    private AttributeTable() {}

    /** The attribute of that name, or null. */
    public static @Nullable Attribute find(MetaView view, ObjectHeader object, String name) {
        AttributeInfo info = dense(object);
        Message found = info != null ? DenseAttributes.open(info).find(view, name) : compactNamed(object, name);
        return found == null ? null : resolve(view, found);
    }

    /** All attributes, in the order in which they were made where the object keeps that, else as they are stored. */
    public static void forEach(MetaView view, ObjectHeader object, Consumer<Attribute> action) {
        for (Numbered attribute : all(view, object)) {
            action.accept(resolve(view, attribute.message()));
        }
    }

    /** Where the committed datatypes stand that attributes of the object refer to, one for each reference. */
    public static void forEachCommittedType(MetaView view, ObjectHeader object, LongConsumer action) {
        for (Numbered attribute : all(view, object)) {
            if (attribute.message() instanceof UnresolvedAttribute unresolved
                    && unresolved.committedType() != ByteSource.UNDEFINED) {
                action.accept(unresolved.committedType());
            }
        }
    }

    /** Where the committed datatype stands that an attribute refers to; 0 if it has its type itself, or there is no such attribute. */
    public static long committedType(MetaView view, ObjectHeader object, String name) {
        for (Numbered attribute : all(view, object)) {
            if (attribute.message() instanceof UnresolvedAttribute unresolved
                    && unresolved.name().equals(name)
                    && unresolved.committedType() != ByteSource.UNDEFINED) {
                return unresolved.committedType();
            }
        }
        return 0;
    }

    /** Notes that an attribute of an object has changed, where the object keeps when that was. */
    public static void noteChange(MetaTransaction tx, Located object) {
        LastChange.note(tx, object.file(), object.address());
    }

    /** Sets an attribute, replacing one of the same name. */
    public static void put(MetaTransaction tx, ObjectHeader object, Attribute attribute, boolean live) {
        Types.requireWidths(tx, attribute.type());
        AttributeInfo info = object.first(AttributeInfo.class);
        ObjectHeader header = object;
        if (info == null && object.version() == 1) {
            putOld(tx, object, attribute, live);
            return;
        }
        if (info == null) {
            info = CreationOrder.of(object).noAttributes();
            header = header.add(tx, info);
        }
        if (info.isDense()) {
            if (!live) {
                DenseAttributes dense = DenseAttributes.open(info);
                if (info.maxCreationIndex() < 0 && dense.insert(tx, attribute, -1)) {
                    return; // as nearly always: found in one descent that there was none
                }
                Message old = dense.replace(tx, attribute);
                if (old == null) {
                    dense.insert(tx, attribute, nextOrder(tx, header, info));
                } else {
                    releaseType(tx, old);
                }
                return;
            }
            header = toCompact(tx, header, info);
        }
        Message old = compactNamed(header, attribute.name());
        if (old != null) {
            header.replace(tx, old, attribute);
            releaseType(tx, old);
        } else if (!live
                && (header.attributes().size() >= maxCompact(header) || attribute.data().length > LONGEST_MESSAGE)) {
            toDense(tx, header, info, attribute);
        } else {
            header.add(tx, attribute);
        }
    }

    /** Sets several attributes of different names, replacing those of the same names. An object without attributes is written once for all of them. */
    public static void putAll(MetaTransaction tx, ObjectHeader object, List<Attribute> attributes, boolean live) {
        AttributeInfo info = object.first(AttributeInfo.class);
        boolean fresh = object.version() == 2
                && !object.prefix().tracksCreationOrder()
                && (info == null || !info.isDense())
                && object.attributes().isEmpty()
                && attributes.stream().allMatch(attribute -> attribute.data().length <= LONGEST_MESSAGE);
        if (!fresh || attributes.size() < 2) {
            attributes.forEach(attribute -> put(tx, ObjectHeader.load(tx, object.address()), attribute, live));
            return;
        }
        attributes.forEach(attribute -> Types.requireWidths(tx, attribute.type()));
        ObjectHeader header = object;
        if (info == null) {
            info = CreationOrder.of(object).noAttributes();
            header = header.add(tx, info);
        }
        if (live || attributes.size() <= maxCompact(header)) {
            header.addAll(tx, attributes);
        } else {
            AttributeInfo created = DenseAttributes.create(tx, info);
            DenseAttributes dense = DenseAttributes.open(created);
            attributes.forEach(attribute -> dense.insert(tx, attribute, -1));
            header.replace(tx, info, created);
        }
    }

    private static void putOld(MetaTransaction tx, ObjectHeader object, Attribute attribute, boolean live) {
        refuseLive(tx, object, live);
        Message old = compactNamed(object, attribute.name());
        if (old != null) {
            object.replace(tx, old, attribute);
            releaseType(tx, old);
        } else {
            object.add(tx, attribute);
        }
    }

    static void refuseLive(MetaTransaction tx, ObjectHeader object, boolean live) {
        if (live && object.version() == 1) {
            throw new H5UnsupportedException(
                    tx.path() + ": the object at " + object.address()
                            + " has an object header of version 1, which cannot be changed under the readers of a live file; change it with FileOptions.exclusive() or shared()");
        }
    }

    /** Removes the attribute of that name. */
    public static void remove(MetaTransaction tx, ObjectHeader object, String name, boolean live) {
        refuseLive(tx, object, live);
        AttributeInfo info = dense(object);
        Message old;
        if (info != null && !live) {
            DenseAttributes dense = DenseAttributes.open(info);
            old = dense.remove(tx, name);
            if (old != null && dense.count(tx) < minDense(object) && fitHeader(numbered(tx, info))) {
                toCompact(tx, object, info);
            }
        } else {
            ObjectHeader header = info == null ? object : toCompact(tx, object, info);
            old = compactNamed(header, name);
            if (old != null) {
                header.remove(tx, old);
            }
        }
        if (old == null) {
            throw new H5NotFoundException(tx.path() + ": no attribute named '" + name + "'");
        }
        releaseType(tx, old);
    }

    /** Gives the attribute of that name another one, which no attribute has; it keeps its place in the order of creation, and a type with a name. */
    public static void rename(MetaTransaction tx, ObjectHeader object, String from, String to, boolean live) {
        refuseLive(tx, object, live);
        AttributeInfo info = dense(object);
        Numbered found = all(tx, object).stream()
                .filter(attribute -> nameOf(attribute.message()).equals(from))
                .findFirst()
                .orElseThrow(() -> new H5NotFoundException(tx.path() + ": no attribute named '" + from + "'"));
        Message renamed = renamed(found.message(), to);
        if (info != null && !live) {
            DenseAttributes dense = DenseAttributes.open(info);
            dense.remove(tx, from);
            dense.insert(tx, renamed, found.order());
            return;
        }
        ObjectHeader header = info == null ? object : toCompact(tx, object, info);
        Message old = compactNamed(header, from);
        if (old != null) {
            header.replace(tx, old, renamed);
        }
    }

    private static Message renamed(Message message, String name) {
        CharacterSet charset = name.chars().allMatch(c -> c < 128) ? CharacterSet.ASCII : CharacterSet.UTF8;
        return message instanceof UnresolvedAttribute unresolved
                ? new UnresolvedAttribute(name, unresolved.type(), unresolved.space(), unresolved.data(), charset)
                : new Attribute(
                        name,
                        ((Attribute) message).type(),
                        ((Attribute) message).space(),
                        ((Attribute) message).data(),
                        charset);
    }

    /** Gives back what the attributes are stored in, outside of the object's header. */
    public static void free(MetaTransaction tx, ObjectHeader object) {
        AttributeInfo info = dense(object);
        if (info != null) {
            DenseAttributes.open(info).free(tx);
        }
    }

    private static @Nullable AttributeInfo dense(ObjectHeader object) {
        AttributeInfo info = object.first(AttributeInfo.class);
        return info != null && info.isDense() ? info : null;
    }

    private static List<Numbered> all(MetaView view, ObjectHeader object) {
        AttributeInfo info = dense(object);
        return info == null ? object.attributes() : numbered(view, info);
    }

    private static List<Numbered> numbered(MetaView view, AttributeInfo info) {
        boolean tracked = info.maxCreationIndex() >= 0;
        List<Numbered> attributes = new ArrayList<>();
        DenseAttributes.open(info)
                .forEachNumbered(view, (message, order) -> attributes.add(new Numbered(message, tracked ? order : -1)));
        attributes.sort(Comparator.comparingInt(Numbered::order));
        return attributes;
    }

    private static @Nullable Message compactNamed(ObjectHeader object, String name) {
        for (Numbered attribute : object.attributes()) {
            if (nameOf(attribute.message()).equals(name)) {
                return attribute.message();
            }
        }
        return null;
    }

    private static String nameOf(Message message) {
        return message instanceof UnresolvedAttribute unresolved ? unresolved.name() : ((Attribute) message).name();
    }

    private static Attribute resolve(MetaView view, Message message) {
        return message instanceof UnresolvedAttribute unresolved
                ? ObjectHeader.resolve(view, unresolved)
                : (Attribute) message;
    }

    private static void releaseType(MetaTransaction tx, Message message) {
        if (message instanceof UnresolvedAttribute unresolved && unresolved.committedType() != ByteSource.UNDEFINED) {
            Types.release(tx, unresolved.committedType());
        }
    }

    private static ObjectHeader toCompact(MetaTransaction tx, ObjectHeader object, AttributeInfo info) {
        List<Numbered> attributes = numbered(tx, info);
        ObjectHeader header = object.replace(tx, info, info.compact());
        for (Numbered attribute : attributes) {
            header = header.add(tx, attribute);
        }
        DenseAttributes.open(info).free(tx);
        return header;
    }

    private static void toDense(MetaTransaction tx, ObjectHeader object, AttributeInfo info, Attribute added) {
        AttributeInfo created = DenseAttributes.create(tx, info);
        DenseAttributes dense = DenseAttributes.open(created);
        ObjectHeader header = object;
        for (Numbered attribute : object.attributes()) {
            dense.insert(tx, attribute.message(), attribute.order());
            header = header.remove(tx, attribute.message());
        }
        dense.insert(tx, added, nextOrder(tx, header.replace(tx, info, created), created));
    }

    /** The creation order of the next attribute, counted in the header; -1 where the object does not keep it. */
    private static int nextOrder(MetaTransaction tx, ObjectHeader object, AttributeInfo info) {
        return info.maxCreationIndex() < 0 ? -1 : object.countAttribute(tx);
    }

    private static boolean fitHeader(List<Numbered> attributes) {
        return attributes.stream().allMatch(attribute -> dataOf(attribute.message()).length <= LONGEST_MESSAGE);
    }

    private static byte[] dataOf(Message message) {
        return message instanceof UnresolvedAttribute unresolved ? unresolved.data() : ((Attribute) message).data();
    }

    private static int minDense(ObjectHeader object) {
        HeaderPrefix.PhaseChange set = object.prefix().phaseChange();
        return set == null ? DEFAULT_MIN_DENSE : set.minDense();
    }

    private static int maxCompact(ObjectHeader object) {
        HeaderPrefix.PhaseChange set = object.prefix().phaseChange();
        return set == null ? DEFAULT_MAX_COMPACT : set.maxCompact();
    }
}

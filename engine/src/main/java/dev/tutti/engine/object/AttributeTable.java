package dev.tutti.engine.object;

import dev.tutti.engine.group.DenseAttributes;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.UnresolvedAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one object: messages in its header (compact), or a fractal heap with a v2 B-tree (dense). Compact becomes dense above
 * the object's limit, except in a live file, where dense becomes compact on a change (see {@link Links}).
 */
public final class AttributeTable {
    private static final int DEFAULT_MAX_COMPACT = 8;

    /** Longest message that an object header holds. */
    private static final int LONGEST_MESSAGE = 65_000;

    private AttributeTable() {}

    /** The attribute of that name, or null. */
    public static @Nullable Attribute find(MetaView view, ObjectHeader object, String name) {
        AttributeInfo info = dense(object);
        if (info != null) {
            Message found = DenseAttributes.open(info).find(view, name);
            return found == null ? null : resolve(view, found);
        }
        for (Message message : compact(object)) {
            if (nameOf(message).equals(name)) {
                return resolve(view, message);
            }
        }
        return null;
    }

    /** All attributes, in the order in which they are stored. */
    public static void forEach(MetaView view, ObjectHeader object, Consumer<Attribute> action) {
        AttributeInfo info = dense(object);
        if (info != null) {
            DenseAttributes.open(info).forEach(view, message -> action.accept(resolve(view, message)));
            return;
        }
        for (Message message : compact(object)) {
            action.accept(resolve(view, message));
        }
    }

    /** Where the committed datatypes stand that attributes of the object refer to, one for each reference. */
    public static void forEachCommittedType(MetaView view, ObjectHeader object, LongConsumer action) {
        Consumer<Message> each = message -> {
            if (message instanceof UnresolvedAttribute unresolved) {
                action.accept(unresolved.type().address());
            }
        };
        AttributeInfo info = dense(object);
        if (info != null) {
            DenseAttributes.open(info).forEach(view, each);
        } else {
            compact(object).forEach(each);
        }
    }

    /** Sets an attribute, replacing one of the same name. */
    public static void put(MetaTransaction tx, ObjectHeader object, Attribute attribute, boolean live) {
        AttributeInfo info = object.first(AttributeInfo.class);
        ObjectHeader header = object;
        if (info == null) {
            info = new AttributeInfo(-1, ByteSource.UNDEFINED, ByteSource.UNDEFINED, ByteSource.UNDEFINED, false);
            header = header.add(tx, info);
        }
        if (info.heapAddress() != ByteSource.UNDEFINED) {
            if (!live) {
                DenseAttributes dense = DenseAttributes.open(info);
                if (dense.replace(tx, attribute) == null) {
                    dense.insert(tx, attribute, nextOrder(tx, header, info));
                }
                return;
            }
            header = toCompact(tx, header, info);
        }
        Message old = compactNamed(header, attribute.name());
        if (old != null) {
            header.replace(tx, old, attribute);
        } else if (!live
                && (compact(header).size() >= maxCompact(header) || attribute.data().length > LONGEST_MESSAGE)) {
            toDense(tx, header, info, attribute);
        } else {
            header.add(tx, attribute);
        }
    }

    /** Removes the attribute of that name. */
    public static void remove(MetaTransaction tx, ObjectHeader object, String name, boolean live) {
        AttributeInfo info = dense(object);
        ObjectHeader header = object;
        if (info != null) {
            if (!live) {
                if (DenseAttributes.open(info).remove(tx, name) == null) {
                    throw missing(tx, name);
                }
                return;
            }
            header = toCompact(tx, object, info);
        }
        Message old = compactNamed(header, name);
        if (old == null) {
            throw missing(tx, name);
        }
        header.remove(tx, old);
    }

    /** Gives back what the attributes are stored in, outside of the object's header. */
    public static void free(MetaTransaction tx, ObjectHeader object) {
        AttributeInfo info = dense(object);
        if (info != null) {
            DenseAttributes.open(info).free(tx);
        }
    }

    private static H5NotFoundException missing(MetaView view, String name) {
        return new H5NotFoundException(view.path() + ": no attribute named '" + name + "'");
    }

    private static @Nullable AttributeInfo dense(ObjectHeader object) {
        AttributeInfo info = object.first(AttributeInfo.class);
        return info != null && info.heapAddress() != ByteSource.UNDEFINED ? info : null;
    }

    private static List<Message> compact(ObjectHeader object) {
        List<Message> attributes = new ArrayList<>(object.all(Attribute.class));
        attributes.addAll(object.all(UnresolvedAttribute.class));
        return attributes;
    }

    private static @Nullable Message compactNamed(ObjectHeader object, String name) {
        for (Message message : compact(object)) {
            if (nameOf(message).equals(name)) {
                return message;
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

    private static ObjectHeader toCompact(MetaTransaction tx, ObjectHeader object, AttributeInfo info) {
        DenseAttributes dense = DenseAttributes.open(info);
        List<Message> attributes = new ArrayList<>();
        dense.forEach(tx, attributes::add);
        AttributeInfo compact = new AttributeInfo(
                info.maxCreationIndex(),
                ByteSource.UNDEFINED,
                ByteSource.UNDEFINED,
                ByteSource.UNDEFINED,
                info.indexed());
        ObjectHeader header = object.replace(tx, info, compact);
        for (Message attribute : attributes) {
            header = header.add(tx, attribute);
        }
        dense.free(tx);
        return header;
    }

    private static void toDense(MetaTransaction tx, ObjectHeader object, AttributeInfo info, Attribute added) {
        AttributeInfo created = DenseAttributes.create(tx, info);
        DenseAttributes dense = DenseAttributes.open(created);
        ObjectHeader header = object;
        int order = 0;
        for (Message message : compact(object)) {
            dense.insert(tx, message, order++);
            header = header.remove(tx, message);
        }
        dense.insert(tx, added, order);
        AttributeInfo counted = created.maxCreationIndex() < 0
                ? created
                : new AttributeInfo(
                        order + 1,
                        created.heapAddress(),
                        created.nameIndexAddress(),
                        created.creationOrderIndexAddress(),
                        created.indexed());
        header.replace(tx, info, counted);
    }

    /** The creation order of the next attribute; counts it where the object tracks that order. */
    private static int nextOrder(MetaTransaction tx, ObjectHeader object, AttributeInfo info) {
        if (info.maxCreationIndex() < 0) {
            return 0;
        }
        object.replace(
                tx,
                info,
                new AttributeInfo(
                        info.maxCreationIndex() + 1,
                        info.heapAddress(),
                        info.nameIndexAddress(),
                        info.creationOrderIndexAddress(),
                        info.indexed()));
        return info.maxCreationIndex();
    }

    private static int maxCompact(ObjectHeader object) {
        HeaderPrefix.PhaseChange set = object.prefix().phaseChange();
        return set == null ? DEFAULT_MAX_COMPACT : set.maxCompact();
    }
}

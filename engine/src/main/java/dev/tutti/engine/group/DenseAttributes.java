package dev.tutti.engine.group;

import dev.tutti.engine.group.DenseMessages.Indexes;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Message;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an object that has many or large ones: attribute messages in a fractal heap, found by name and, if the object keeps the
 * order of creation with an index, by that. Opened from the object's attribute info message. The messages are
 * {@link dev.tutti.format.message.Attribute}s, or {@link dev.tutti.format.message.UnresolvedAttribute}s where the datatype is committed. Immutable;
 * the state is in the view.
 */
public final class DenseAttributes {
    /** What stands for the order of creation in a record of an object that does not keep it. */
    private static final int UNTRACKED = 0xffff;

    private final DenseMessages messages;

    private DenseAttributes(DenseMessages messages) {
        this.messages = messages;
    }

    /** The storage that an attribute info message points to; its heap address must be defined. */
    public static DenseAttributes open(AttributeInfo info) {
        return new DenseAttributes(DenseMessages.open(
                DenseKind.ATTRIBUTE, info.heapAddress(), info.nameIndexAddress(), info.creationOrderIndexAddress()));
    }

    /** Makes an empty storage as {@code info} wants it; the message that points to it takes the place of {@code info}. */
    public static AttributeInfo create(MetaTransaction tx, AttributeInfo info) {
        DenseMessages made =
                DenseMessages.create(tx, DenseKind.ATTRIBUTE, info.indexed() ? Indexes.NAME_AND_ORDER : Indexes.NAME);
        return info.dense(made.heapAddress(), made.namesAddress(), made.ordersAddress());
    }

    /** Number of attributes. */
    public long count(MetaView view) {
        return messages.count(view);
    }

    /** The attribute with a name. */
    public @Nullable Message find(MetaView view, String name) {
        return messages.find(view, name);
    }

    /** Every attribute, in no order that means anything. */
    public void forEach(MetaView view, Consumer<? super Message> visitor) {
        messages.forEach(view, (message, order) -> visitor.accept(message));
    }

    /** Every attribute in the order of creation; in no order if there is no index for that. */
    public void forEachInCreationOrder(MetaView view, Consumer<? super Message> visitor) {
        messages.forEachByOrder(view, (message, order) -> visitor.accept(message));
    }

    /** Every attribute with its number in the order of creation, which means something only where the object keeps that. */
    public void forEachNumbered(MetaView view, ObjIntConsumer<? super Message> visitor) {
        messages.forEach(view, (message, order) -> visitor.accept(message, order.intValue()));
    }

    /**
     * Adds an attribute; false, and no change, if the name is taken.
     *
     * @param creationOrder its number in the order of creation, or -1 if the object does not keep that
     */
    public boolean insert(MetaTransaction tx, Message attribute, int creationOrder) {
        return messages.insert(tx, attribute, creationOrder < 0 ? UNTRACKED : creationOrder);
    }

    /** Gives an attribute another value and type; the one before, or null, and no change, if there is none with this name. */
    public @Nullable Message replace(MetaTransaction tx, Message attribute) {
        long order = messages.orderOf(tx, DenseKind.ATTRIBUTE.name(attribute));
        return order < 0 ? null : messages.replace(tx, attribute, order);
    }

    /** Takes an attribute out; null if there is none with this name. */
    public @Nullable Message remove(MetaTransaction tx, String name) {
        return messages.remove(tx, name, (message, record) -> Integer.toUnsignedLong(record.order()));
    }

    /** Gives back the space of the whole storage. */
    public void free(MetaTransaction tx) {
        messages.free(tx);
    }
}

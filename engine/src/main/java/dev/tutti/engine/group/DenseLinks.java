package dev.tutti.engine.group;

import dev.tutti.engine.group.DenseMessages.Indexes;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of a group that has many: link messages in a fractal heap, found by name and, if the group keeps the order of creation
 * with an index, by that. Opened from the group's link info message. Immutable; the state is in the view.
 */
public final class DenseLinks {
    private final DenseMessages messages;

    private DenseLinks(DenseMessages messages) {
        this.messages = messages;
    }

    /** The storage that a link info message points to; its heap address must be defined. */
    public static DenseLinks open(LinkInfo info) {
        return new DenseLinks(DenseMessages.open(
                DenseKind.LINK, info.heapAddress(), info.nameIndexAddress(), info.creationOrderIndexAddress()));
    }

    /** Makes an empty storage as {@code info} wants it; the message that points to it takes the place of {@code info}. */
    public static LinkInfo create(MetaTransaction tx, LinkInfo info) {
        DenseMessages made =
                DenseMessages.create(tx, DenseKind.LINK, info.indexed() ? Indexes.NAME_AND_ORDER : Indexes.NAME);
        return info.dense(made.heapAddress(), made.namesAddress(), made.ordersAddress());
    }

    /** Number of links. */
    public long count(MetaView view) {
        return messages.count(view);
    }

    /** The link with a name. */
    public @Nullable Link find(MetaView view, String name) {
        return (Link) messages.find(view, name);
    }

    /** Every link, in no order that means anything. */
    public void forEach(MetaView view, Consumer<? super Link> visitor) {
        messages.forEachStored(view, DenseKind.LINK::decode, message -> visitor.accept((Link) message));
    }

    /** The name of every link, in the same order. */
    public void forEachName(MetaView view, Consumer<? super String> visitor) {
        messages.forEachStored(view, Link::decodeName, visitor);
    }

    /** Every link in the order of creation; in no order if there is no index for that. */
    public void forEachInCreationOrder(MetaView view, Consumer<? super Link> visitor) {
        messages.forEachByOrder(view, (message, order) -> visitor.accept((Link) message));
    }

    /** Adds a link; false, and no change, if the name is taken. */
    public boolean insert(MetaTransaction tx, Link link) {
        return messages.insert(tx, link, Math.max(0, link.creationOrder()));
    }

    /** Takes a link out; null if there is none with this name. */
    public @Nullable Link remove(MetaTransaction tx, String name) {
        return (Link) messages.remove(tx, name, (message, record) -> Math.max(0, ((Link) message).creationOrder()));
    }

    /** Gives back the space of the whole storage. */
    public void free(MetaTransaction tx) {
        messages.free(tx);
    }
}

package dev.tutti.engine.object;

import dev.tutti.engine.header.HeaderSpec.AttributeOrder;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.LinkInfo;

/**
 * What an object keeps of the order in which its links and attributes were made.
 *
 * @param links of a group; nothing for other objects
 * @param attributes of any object
 */
public record CreationOrder(AttributeOrder links, AttributeOrder attributes) {
    /** Nothing is kept: what the C library does unless it is asked. */
    public static final CreationOrder NONE = new CreationOrder(AttributeOrder.NONE, AttributeOrder.NONE);

    /** Both are kept and can be looked up in that order. */
    public static final CreationOrder ALL = new CreationOrder(AttributeOrder.INDEXED, AttributeOrder.INDEXED);

    /** What the object with this header keeps. */
    public static CreationOrder of(ObjectHeader header) {
        LinkInfo links = header.first(LinkInfo.class);
        HeaderPrefix prefix = header.prefix();
        boolean indexed = (prefix.flags() & HeaderPrefix.ATTRIBUTE_ORDER_INDEXED) != 0;
        return new CreationOrder(
                links == null ? AttributeOrder.NONE : kept(links.maxCreationIndex() >= 0, links.indexed()),
                kept(prefix.version() == 2 && prefix.tracksCreationOrder(), indexed));
    }

    private static AttributeOrder kept(boolean tracked, boolean indexed) {
        return !tracked ? AttributeOrder.NONE : indexed ? AttributeOrder.INDEXED : AttributeOrder.TRACKED;
    }

    LinkInfo noLinks() {
        return LinkInfo.none(links != AttributeOrder.NONE, links == AttributeOrder.INDEXED);
    }

    AttributeInfo noAttributes() {
        return AttributeInfo.none(attributes != AttributeOrder.NONE, attributes == AttributeOrder.INDEXED);
    }
}

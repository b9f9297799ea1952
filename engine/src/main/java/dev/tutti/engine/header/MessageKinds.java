package dev.tutti.engine.header;

import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Continuation;
import dev.tutti.format.message.DataLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.FillValue;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.ReferenceCount;
import dev.tutti.format.message.SymbolTable;
import dev.tutti.format.message.UnresolvedAttribute;
import java.util.Map;

/** Tells by its type number whether a message can be of a class, so that looking for one kind does not decode all others. */
final class MessageKinds {
    private static final Map<Class<?>, Integer> TYPES = Map.ofEntries(
            Map.entry(Dataspace.class, MessageType.DATASPACE),
            Map.entry(LinkInfo.class, MessageType.LINK_INFO),
            Map.entry(DatatypeMessage.class, MessageType.DATATYPE),
            Map.entry(FillValue.class, MessageType.FILL_VALUE),
            Map.entry(Link.class, MessageType.LINK),
            Map.entry(FilterPipeline.class, MessageType.FILTER_PIPELINE),
            Map.entry(Attribute.class, MessageType.ATTRIBUTE),
            Map.entry(UnresolvedAttribute.class, MessageType.ATTRIBUTE),
            Map.entry(Continuation.class, MessageType.CONTINUATION),
            Map.entry(SymbolTable.class, MessageType.SYMBOL_TABLE),
            Map.entry(AttributeInfo.class, MessageType.ATTRIBUTE_INFO),
            Map.entry(ReferenceCount.class, MessageType.REFERENCE_COUNT));

    private MessageKinds() {}

    static boolean mayBe(HeaderMessage message, Class<?> type) {
        if (DataLayout.class.isAssignableFrom(type)) {
            return message.typeId() == MessageType.DATA_LAYOUT;
        }
        Integer number = TYPES.get(type);
        return number == null || number == message.typeId();
    }
}

package dev.tutti.engine.header;

import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.BtreeK;
import dev.tutti.format.message.CacheImageInfo;
import dev.tutti.format.message.Comment;
import dev.tutti.format.message.DataLayout;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.DriverInfo;
import dev.tutti.format.message.ExternalFiles;
import dev.tutti.format.message.FileSpaceInfo;
import dev.tutti.format.message.FillValue;
import dev.tutti.format.message.FillValueOld;
import dev.tutti.format.message.FilterPipeline;
import dev.tutti.format.message.GroupInfo;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.ReferenceCount;
import dev.tutti.format.message.SharedTable;
import dev.tutti.format.message.SymbolTable;
import java.util.Map;

/** What is known of a message without decoding it. */
final class MessageKinds {
    /** Stands for a class that messages of several numbers decode to. */
    static final int ANY = -1;

    private static final Map<Class<?>, Integer> TYPES = Map.ofEntries(
            Map.entry(Dataspace.class, MessageType.DATASPACE),
            Map.entry(LinkInfo.class, MessageType.LINK_INFO),
            Map.entry(DatatypeMessage.class, MessageType.DATATYPE),
            Map.entry(FillValueOld.class, MessageType.FILL_VALUE_OLD),
            Map.entry(FillValue.class, MessageType.FILL_VALUE),
            Map.entry(Link.class, MessageType.LINK),
            Map.entry(ExternalFiles.class, MessageType.EXTERNAL_FILES),
            Map.entry(GroupInfo.class, MessageType.GROUP_INFO),
            Map.entry(FilterPipeline.class, MessageType.FILTER_PIPELINE),
            Map.entry(Attribute.class, MessageType.ATTRIBUTE),
            Map.entry(Comment.class, MessageType.COMMENT),
            Map.entry(SharedTable.class, MessageType.SHARED_TABLE),
            Map.entry(SymbolTable.class, MessageType.SYMBOL_TABLE),
            Map.entry(BtreeK.class, MessageType.BTREE_K),
            Map.entry(DriverInfo.class, MessageType.DRIVER_INFO),
            Map.entry(AttributeInfo.class, MessageType.ATTRIBUTE_INFO),
            Map.entry(ReferenceCount.class, MessageType.REFERENCE_COUNT),
            Map.entry(FileSpaceInfo.class, MessageType.FILE_SPACE_INFO),
            Map.entry(CacheImageInfo.class, MessageType.CACHE_IMAGE));

    private MessageKinds() {}

    /** The number of the messages that decode to that class; {@link #ANY} where several may. Asked once for many messages. */
    static int number(Class<? extends Message> wanted) {
        if (DataLayout.class.isAssignableFrom(wanted)) {
            return MessageType.DATA_LAYOUT;
        }
        Integer only = TYPES.get(wanted);
        return only == null ? ANY : only;
    }

    /** Whether a message may be of a class with that {@link #number}. */
    static boolean mayBe(int number, int typeId) {
        return number == typeId || number == ANY;
    }

    /** The flags that the C library gives a new message of that type. */
    static int flags(int typeId) {
        return switch (typeId) {
            case MessageType.DATATYPE,
                    MessageType.FILL_VALUE_OLD,
                    MessageType.FILL_VALUE,
                    MessageType.EXTERNAL_FILES,
                    MessageType.GROUP_INFO,
                    MessageType.FILTER_PIPELINE -> HeaderMessage.CONSTANT;
            case MessageType.FILE_SPACE_INFO -> HeaderMessage.DO_NOT_SHARE | HeaderMessage.MARK_IF_UNKNOWN;
            case MessageType.ATTRIBUTE_INFO, MessageType.REFERENCE_COUNT -> HeaderMessage.DO_NOT_SHARE;
            default -> 0;
        };
    }
}

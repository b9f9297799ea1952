package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;

/** From the bytes of a header message's body to its {@link Message} and back. */
public final class MessageCodec {
    private static final int SHARED = 0x02;

    /** A library that did not know the message has changed the object since. */
    private static final int WAS_UNKNOWN = 0x20;

    private MessageCodec() {}

    /**
     * Reads one body. Bytes behind the message are left, as headers of version 1 pad bodies. A shared message comes out as a {@link SharedMessageRef}, a
     * type that is not known as {@link Unknown}, and so does what is said of a file's free space and was not looked after by all who changed the file.
     *
     * @param messageFlags flags of the header message
     */
    public static Message decode(int typeId, int messageFlags, ByteSource body) {
        if ((messageFlags & SHARED) != 0) {
            return SharedMessageRef.decode(typeId, body);
        }
        if (typeId == MessageType.FILE_SPACE_INFO && (messageFlags & WAS_UNKNOWN) != 0) {
            return new Unknown(typeId, body.bytes(body.remaining()));
        }
        return switch (typeId) {
            case MessageType.NIL -> Nil.decode(body);
            case MessageType.DATASPACE -> Dataspace.decode(body);
            case MessageType.LINK_INFO -> LinkInfo.decode(body);
            case MessageType.DATATYPE -> DatatypeMessage.decode(body);
            case MessageType.FILL_VALUE_OLD -> FillValueOld.decode(body);
            case MessageType.FILL_VALUE -> FillValue.decode(body);
            case MessageType.LINK -> Link.decode(body);
            case MessageType.EXTERNAL_FILES -> ExternalFiles.decode(body);
            case MessageType.DATA_LAYOUT -> LayoutCodec.decode(body);
            case MessageType.BOGUS -> Bogus.decode(body);
            case MessageType.GROUP_INFO -> GroupInfo.decode(body);
            case MessageType.FILTER_PIPELINE -> FilterPipeline.decode(body);
            case MessageType.ATTRIBUTE -> Attribute.decode(body);
            case MessageType.COMMENT -> Comment.decode(body);
            case MessageType.MODIFICATION_TIME_OLD -> ModificationTime.decode(ModificationTime.Form.OLD, body);
            case MessageType.SHARED_TABLE -> SharedTable.decode(body);
            case MessageType.CONTINUATION -> Continuation.decode(body);
            case MessageType.SYMBOL_TABLE -> SymbolTable.decode(body);
            case MessageType.MODIFICATION_TIME -> ModificationTime.decode(ModificationTime.Form.NEW, body);
            case MessageType.BTREE_K -> BtreeK.decode(body);
            case MessageType.DRIVER_INFO -> DriverInfo.decode(body);
            case MessageType.ATTRIBUTE_INFO -> AttributeInfo.decode(body);
            case MessageType.REFERENCE_COUNT -> ReferenceCount.decode(body);
            case MessageType.FILE_SPACE_INFO -> FileSpaceInfo.decode(body);
            case MessageType.CACHE_IMAGE -> CacheImageInfo.decode(body);
            default -> new Unknown(typeId, body.bytes(body.remaining()));
        };
    }

    /** Writes a body. */
    public static void encode(Message message, ByteSink body) {
        message.encode(body);
    }
}

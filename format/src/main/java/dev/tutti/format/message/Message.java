package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;

/**
 * What one object-header message says (format specification IV.A.2). Immutable; arrays in records are shared, not copied, and must not
 * be changed.
 */
public sealed interface Message
        permits Attribute,
                AttributeInfo,
                Bogus,
                BtreeK,
                CacheImageInfo,
                Comment,
                Continuation,
                DataLayout,
                Dataspace,
                DatatypeMessage,
                DriverInfo,
                ExternalFiles,
                FileSpaceInfo,
                FillValue,
                FillValueOld,
                FilterPipeline,
                GroupInfo,
                Link,
                LinkInfo,
                ModificationTime,
                Nil,
                ReferenceCount,
                SharedMessageRef,
                SharedTable,
                SymbolTable,
                Unknown,
                UnresolvedAttribute {
    /** Number of the message type in the file, 0x00 to 0x17 for those that are known. */
    int typeId();

    /** Writes the message's body, in the lowest version that goes with object headers of version 2. */
    void encode(ByteSink body);

    /**
     * Writes the message's body, in the lowest version that can express it, for object headers of version 1: libraries before HDF5 1.8 are to read it. The
     * header pads it to a multiple of 8 bytes.
     */
    default void encodeOld(ByteSink body) {
        encode(body);
    }
}

package dev.tutti.format.message;

/** Type 0x08: where a dataset's raw data is. */
public sealed interface DataLayout extends Message
        permits ChunkedLayout, CompactLayout, ContiguousLayout, VirtualLayout {
    /** Name of the structure, for errors. */
    String STRUCTURE = "data layout message";

    @Override
    default int typeId() {
        return MessageType.DATA_LAYOUT;
    }
}

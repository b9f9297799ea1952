package dev.tutti.format.message;

/** Numbers of the message types. */
public final class MessageType {
    /** Space without meaning. */
    public static final int NIL = 0x00;
    /** Shape. */
    public static final int DATASPACE = 0x01;
    /** Where a group's links are. */
    public static final int LINK_INFO = 0x02;
    /** Element type. */
    public static final int DATATYPE = 0x03;
    /** Fill value, old form. */
    public static final int FILL_VALUE_OLD = 0x04;
    /** Fill value. */
    public static final int FILL_VALUE = 0x05;
    /** One link of a group. */
    public static final int LINK = 0x06;
    /** Raw data in other files. */
    public static final int EXTERNAL_FILES = 0x07;
    /** Where raw data is. */
    public static final int DATA_LAYOUT = 0x08;
    /** For the C library's own tests. */
    public static final int BOGUS = 0x09;
    /** When a group changes between compact and dense links. */
    public static final int GROUP_INFO = 0x0a;
    /** Filters of chunks. */
    public static final int FILTER_PIPELINE = 0x0b;
    /** One attribute. */
    public static final int ATTRIBUTE = 0x0c;
    /** Remark. */
    public static final int COMMENT = 0x0d;
    /** Time of change, old form. */
    public static final int MODIFICATION_TIME_OLD = 0x0e;
    /** Where shared messages are. */
    public static final int SHARED_TABLE = 0x0f;
    /** Where the header goes on. */
    public static final int CONTINUATION = 0x10;
    /** Old form of a group. */
    public static final int SYMBOL_TABLE = 0x11;
    /** Time of change. */
    public static final int MODIFICATION_TIME = 0x12;
    /** Sizes of version 1 B-trees. */
    public static final int BTREE_K = 0x13;
    /** Driver information. */
    public static final int DRIVER_INFO = 0x14;
    /** Where an object's attributes are. */
    public static final int ATTRIBUTE_INFO = 0x15;
    /** Number of hard links. */
    public static final int REFERENCE_COUNT = 0x16;
    /** How the file's free space is managed. */
    public static final int FILE_SPACE_INFO = 0x17;
    /** Where the image of the metadata cache is. */
    public static final int CACHE_IMAGE = 0x18;

    private static final String[] STRUCTURES = {
        "NIL message",
        "dataspace message",
        "link info message",
        "datatype message",
        "old fill value message",
        "fill value message",
        "link message",
        "external data files message",
        "data layout message",
        "bogus message",
        "group info message",
        "filter pipeline message",
        "attribute message",
        "object comment message",
        "old object modification time message",
        "shared message table message",
        "object header continuation message",
        "symbol table message",
        "object modification time message",
        "B-tree 'K' values message",
        "driver info message",
        "attribute info message",
        "object reference count message",
        "file space info message",
        "metadata cache image message"
    };

    private MessageType() {}

    /** Name of the structure in the format specification, for errors. */
    public static String structure(int typeId) {
        return typeId >= 0 && typeId < STRUCTURES.length
                ? STRUCTURES[typeId]
                : "object header message of type " + typeId;
    }
}

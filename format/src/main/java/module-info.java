import org.jspecify.annotations.NullMarked;

/** What the bytes mean: every on-disk structure of HDF5 as an immutable value. No I/O, no threads, no clock. */
@NullMarked
module dev.tutti.format {
    requires static transitive org.jspecify;

    exports dev.tutti.format.btree;
    exports dev.tutti.format.index;
    exports dev.tutti.format.heap;
    exports dev.tutti.format.io;
    exports dev.tutti.format.datatype;
    exports dev.tutti.format.message;
    exports dev.tutti.format.header;
    exports dev.tutti.format.selection;
    exports dev.tutti.format.shared;
    exports dev.tutti.format.superblock;
    exports dev.tutti.format.live;
    exports dev.tutti.format.log;
}

import org.jspecify.annotations.NullMarked;

/** The HDF5 engine: space, commit, metadata, indexes, chunks, objects. Only the API module sees it. */
@NullMarked
@SuppressWarnings("module") // the modules that the exports name stand above this one
module dev.tutti.engine {
    requires transitive dev.tutti.errors;
    requires transitive dev.tutti.storage;
    requires transitive dev.tutti.format;
    requires static transitive org.jspecify;

    exports dev.tutti.engine.space to
            dev.tutti.api;
    exports dev.tutti.engine.commit to
            dev.tutti.api;
    exports dev.tutti.engine.header to
            dev.tutti.api;
    exports dev.tutti.engine.object to
            dev.tutti.api;
    exports dev.tutti.engine.shared to
            dev.tutti.api;
    exports dev.tutti.engine.wal to
            dev.tutti.api;
    exports dev.tutti.engine.live to
            dev.tutti.api;
    exports dev.tutti.engine.check to
            dev.tutti.api;
    exports dev.tutti.engine.meta to
            dev.tutti.api;
    exports dev.tutti.engine.btree to
            dev.tutti.api;
    exports dev.tutti.engine.heap to
            dev.tutti.api;
    exports dev.tutti.engine.group to
            dev.tutti.api;
    exports dev.tutti.engine.index to
            dev.tutti.api;
    // For all: filters may be added from outside.
    exports dev.tutti.engine.filter;
    exports dev.tutti.engine.convert to
            dev.tutti.api;
    exports dev.tutti.engine.chunk to
            dev.tutti.api;

    uses dev.tutti.engine.filter.ChunkFilter;
    uses dev.tutti.engine.filter.ZlibCode;
}

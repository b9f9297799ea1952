import org.jspecify.annotations.NullMarked;

/** The public API of Tutti: HDF5 files read and written in parallel, live files followed. */
@NullMarked
module dev.tutti.api {
    requires transitive dev.tutti.errors;
    requires transitive dev.tutti.storage;
    requires dev.tutti.format;
    requires dev.tutti.engine;
    requires static transitive org.jspecify;

    exports dev.tutti.hdf5;
}

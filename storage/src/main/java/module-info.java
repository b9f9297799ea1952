import org.jspecify.annotations.NullMarked;

/** Where the bytes lie: positional files, barriers, process locks, the clock. Knows no HDF5. */
@NullMarked
module dev.tutti.storage {
    requires transitive dev.tutti.errors;
    requires static transitive org.jspecify;
    requires com.sun.jna;
    // Only storage.http needs it, and only programs that read URLs.
    requires static java.net.http;

    exports dev.tutti.storage;
    exports dev.tutti.storage.http;
    exports dev.tutti.storage.lock;
    exports dev.tutti.storage.memory;
    exports dev.tutti.storage.shared;
}

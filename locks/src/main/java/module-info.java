import org.jspecify.annotations.NullMarked;

/** Readers–writer locks for users: between the threads and processes of one host, or of several hosts through a Redis server. */
@NullMarked
module dev.tutti.locks {
    requires transitive dev.tutti.errors;
    requires transitive dev.tutti.storage;
    requires static transitive org.jspecify;
    requires redis.clients.jedis;

    exports dev.tutti.locks;
}

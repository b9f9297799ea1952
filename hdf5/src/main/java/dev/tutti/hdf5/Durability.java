package dev.tutti.hdf5;

/** What a commit survives. */
public enum Durability {
    /** The death of any process. After a power cut the file may be unreadable: for scratch data and tests. */
    PROCESS,
    /** The death of any process; after a power cut the file is sound, and at most the last commits are missing. */
    CONSISTENT,
    /** The death of any process, and a power cut. */
    DURABLE;

    dev.tutti.engine.wal.Durability level() {
        return switch (this) {
            case PROCESS -> dev.tutti.engine.wal.Durability.PROCESS;
            case CONSISTENT -> dev.tutti.engine.wal.Durability.CONSISTENT;
            case DURABLE -> dev.tutti.engine.wal.Durability.DURABLE;
        };
    }
}

package dev.tutti.locks;

import dev.tutti.storage.lock.ProcessIdentity;

/** What others are told about this process; asked of the system once, for it takes longer than a lock. */
final class ThisProcess {
    static final ProcessIdentity IDENTITY = ProcessIdentity.current();

    private ThisProcess() {}
}

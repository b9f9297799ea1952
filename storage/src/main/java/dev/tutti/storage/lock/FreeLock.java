package dev.tutti.storage.lock;

/** The lock of one who was told not to lock: always granted. */
final class FreeLock implements HostLock {
    @Override
    public boolean tryLock(Mode mode) {
        return true;
    }

    @Override
    public void unlock() {}

    @Override
    public boolean stopsForeignPrograms() {
        return false;
    }

    @Override
    public String holders() {
        return "unknown";
    }

    @Override
    public void close() {}
}

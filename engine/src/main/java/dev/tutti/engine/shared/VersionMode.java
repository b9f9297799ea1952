package dev.tutti.engine.shared;

import dev.tutti.engine.object.OpenFile;

/** A version of a shared file: it is only read, and who made it closes what is below. */
record VersionMode(long number) implements OpenFile.Mode {
    @Override
    public void commit(OpenFile file) {
        file.transaction(); // says why it cannot be changed
    }

    @Override
    public void close(OpenFile file) {}

    @Override
    public long version() {
        return number;
    }

    @Override
    public boolean live() {
        return false;
    }
}

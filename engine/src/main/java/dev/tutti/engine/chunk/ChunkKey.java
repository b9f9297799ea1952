package dev.tutti.engine.chunk;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Scaled coordinates of a chunk, to look it up by. */
final class ChunkKey {
    private final long[] scaled;

    ChunkKey(long[] scaled) {
        this.scaled = scaled;
    }

    long[] scaled() {
        return scaled;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChunkKey that && Arrays.equals(scaled, that.scaled);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(scaled);
    }
}

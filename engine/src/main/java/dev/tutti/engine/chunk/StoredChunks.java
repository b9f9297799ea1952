package dev.tutti.engine.chunk;

import dev.tutti.engine.filter.FilterChain;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.FormatException;
import org.jspecify.annotations.Nullable;

/** What bytes from outside must be like to be stored as a chunk. */
final class StoredChunks {
    private StoredChunks() {}

    /** Refuses bytes that no reader could make a chunk of; whether they decode is not tried, so that a filter may be missing here. */
    static void check(String path, @Nullable FilterChain filters, int chunkBytes, int given, int mask) {
        int number = filters == null ? 0 : filters.filters().size();
        if ((number < 32 ? mask >>> number : 0) != 0) {
            throw new H5TypeException(path + ": a filter mask of " + number
                    + " bits is expected, one for each filter, found 0x" + Integer.toHexString(mask));
        }
        boolean plain = filters == null || mask == (number == 32 ? -1 : (1 << number) - 1);
        if (plain && given != chunkBytes) {
            throw new H5TypeException(path + ": a chunk without filters has " + chunkBytes + " bytes, found " + given);
        }
        if (given == 0) {
            throw new H5TypeException(path + ": a chunk of at least one byte is expected, found none");
        }
        if (filters != null) {
            try {
                filters.check(given, mask);
            } catch (FormatException e) {
                throw new H5TypeException(path + ": these bytes are no chunk of the dataset: " + e.expected()
                        + " expected, found " + e.found());
            } catch (H5UnsupportedException e) {
                return; // without the filter nothing more can be said
            }
        }
    }
}

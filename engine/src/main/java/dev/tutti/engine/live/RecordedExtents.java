package dev.tutti.engine.live;

import dev.tutti.engine.object.OpenFile;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.live.PublicationRecord;
import dev.tutti.format.live.PublicationRecord.Extent;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Extents at the version of a publication record (L4).
 *
 * <p>A dataset that the record lists has the extent that stands there. One that it does not list had not grown for long; but its header may be
 * ahead by now. The writer lists a dataset before it lets it grow, with the version since which it is listed and the extent that it had before:
 * so the newest record tells what an older version has to show. Thread-safe.
 *
 * @param record the record of the version
 * @param store the file
 */
record RecordedExtents(PublicationRecord record, StoreFile store) implements OpenFile.ExtentSource {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    @Override
    public long @Nullable [] extent(long address) {
        Extent listed = record.extents().get(address);
        if (listed != null) {
            return listed.now().clone();
        }
        PublicationRecord newest = newest(store);
        if (newest == null || newest.sequence() == record.sequence()) {
            return null;
        }
        Extent late = withTable(newest, store).extents().get(address);
        return late == null || late.listedSince() <= record.version()
                ? null
                : late.before().clone();
    }

    private static @Nullable PublicationRecord newest(StoreFile store) {
        ByteBuffer page = ByteBuffer.allocate(PublicationRecord.PAGE);
        try {
            store.read(0, page);
        } catch (IOException e) {
            throw new H5Exception(store.path() + ": reading failed: " + e.getMessage(), e);
        }
        return PublicationRecord.newest(page.flip());
    }

    /** Loads the extents of a record from their table; the record may have been overtaken meanwhile, then the newer one is taken. */
    static PublicationRecord withTable(PublicationRecord first, StoreFile store) {
        PublicationRecord record = first;
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            PublicationRecord.Table table = record.table();
            if (table == null) {
                return record;
            }
            try {
                ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(table.length(), store.size()));
                store.read(table.address(), bytes);
                return record.withExtents(PublicationRecord.decodeTable(table, bytes.flip()));
            } catch (FormatException e) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new H5CorruptException(
                            store.path().toString(), table.address(), e.structure(), e.expected(), e.found(), e);
                }
            } catch (IOException e) {
                throw new H5Exception(store.path() + ": reading failed: " + e.getMessage(), e);
            }
            PublicationRecord newer = newest(store);
            record = newer == null ? record : newer;
        }
    }
}

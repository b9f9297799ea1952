package dev.tutti.engine.wal;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.engine.commit.BlockWriter;
import dev.tutti.engine.commit.ChangeSet;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a transaction will bring into the log at its commit. Bulk data in new space goes to the file at once, where nothing points at it until the commit
 * says so; everything else is kept as patches. Thread-safe.
 */
public final class TransactionDraft implements BlockWriter {
    private final StoreFile data;
    private final List<BlockImage> patches = new ArrayList<>();
    private final DirectExtents direct = new DirectExtents();

    /** An empty draft; new data goes to {@code data}. */
    public TransactionDraft(StoreFile data) {
        this.data = data;
    }

    @Override
    public synchronized void write(ChangeSet changes) {
        if (!changes.before().isEmpty() || !changes.after().isEmpty()) {
            throw new IllegalArgumentException("a log needs no announcements");
        }
        patches.addAll(changes.fresh());
        patches.addAll(changes.ordered());
    }

    @Override
    public void writeFresh(List<BlockImage> images) throws IOException {
        for (BlockImage image : images) {
            CRC32C crc = new CRC32C();
            ByteBuffer bytes = image.bytes().duplicate();
            crc.update(bytes.duplicate());
            synchronized (this) {
                direct.touch(image.position(), image.length());
            }
            data.write(image.position(), bytes);
            synchronized (this) {
                direct.add(image.position(), image.length(), (int) crc.getValue());
            }
        }
    }

    synchronized List<BlockImage> patches() {
        return List.copyOf(patches);
    }

    @Override
    public synchronized void overlay(long position, ByteBuffer target) throws IOException {
        if (!direct.isEmpty()) {
            direct.overlay(data, position, target);
        }
    }

    @Override
    public synchronized void forget(long position, long length) {
        direct.remove(position, length);
    }

    /** Bytes that were written to the file directly. */
    synchronized List<DirectExtents.Extent> direct() throws IOException {
        return direct.all(data);
    }

    /** Whether nothing changed. */
    public synchronized boolean isEmpty() {
        return patches.isEmpty() && direct.isEmpty();
    }
}

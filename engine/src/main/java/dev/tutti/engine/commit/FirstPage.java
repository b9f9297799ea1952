package dev.tutti.engine.commit;

import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The first page of a live file, in which the publication record stands, and, in files that were made live, the object header of the dataset that was made first. Where a publish ends with that header
 * and the record, one write brings both: what lies between them is written again as it is. A kill cannot tear it (L6), and neither is there
 * without the other (L7). Guarded by the write lock of the file.
 */
final class FirstPage {
    private static final int BYTES = 4096;

    private final StoreFile file;
    private ByteBuffer page = ByteBuffer.allocate(0);

    /** Whether {@link #page} is what stands in the file. */
    private boolean known;

    FirstPage(StoreFile file) {
        this.file = file;
    }

    /** Whether two blocks stand in the page, the first one in front of the other. */
    static boolean has(BlockImage first, BlockImage second) {
        return first.position() + first.length() <= second.position() && second.position() + second.length() <= BYTES;
    }

    /** Writes two blocks that it {@link #has}. */
    void write(BlockImage first, BlockImage second) throws IOException {
        if (!known) {
            page = page.capacity() == 0 ? ByteBuffer.allocateDirect(BYTES) : page.clear();
            file.read(0, page);
        }
        known = false; // until the write has succeeded
        set(first);
        set(second);
        int from = (int) first.position();
        int to = (int) second.position() + second.length();
        file.write(from, page.limit(to).position(from));
        known = true;
    }

    private void set(BlockImage block) {
        page.clear().put((int) block.position(), block.bytes(), block.bytes().position(), block.length());
    }

    /** A block is about to be written past this. For any thread, as long as the block lies behind the page. */
    void passed(BlockImage block) {
        if (block.position() < BYTES) {
            known = false;
        }
    }
}

package dev.tutti.engine.commit;

import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a change set into the file itself: first what nothing points at yet, then what is changed in place, in the given order, so that
 * a reader, or a crash of the process, between any two writes finds the old or the new state of each block and every pointer leads to a
 * complete block (invariants L6, L7, W1, W2).
 *
 * <p>A block that crosses a page boundary and is changed in place can be torn by a kill. Where a side journal is given, its new bytes
 * go there first, together with those of all blocks before it in the order: a replay must not leave a parent that is ahead of its children.
 *
 * <p>A write that failed may have torn a block, too. Its batch is the only whole copy; so before the next batch takes its place in the journal,
 * the blocks are written again. Guarded by the write lock of the file.
 */
public final class OrderedWriter implements BlockWriter {
    private static final int PAGE = 4096;
    private static final int MERGE_LIMIT = 1 << 20;

    private final StoreFile file;
    private final @Nullable SideJournal journal;
    private final FirstPage firstPage;
    private long knownSize;
    private List<BlockImage> unfinished = List.of();

    /** Writes to {@code file}; without a journal only in sessions that nobody reads along and whose crash leaves the file marked. */
    public OrderedWriter(StoreFile file, @Nullable SideJournal journal) {
        this.file = file;
        this.journal = journal;
        this.firstPage = new FirstPage(file);
    }

    /** Writes all blocks. When this returns, other processes see the new state; a power cut may still undo it. */
    @Override
    public void write(ChangeSet changes) throws IOException {
        // Only this writer changes the length, and it never cuts: what it was once it still is.
        if (knownSize < changes.endOfFile()) {
            if (file.size() < changes.endOfFile()) {
                file.resize(changes.endOfFile());
            }
            knownSize = changes.endOfFile();
        }
        List<BlockImage> ordered = changes.ordered();
        List<BlockImage> after = changes.after();
        writeFresh(changes.fresh());
        writeEach(changes.before(), 0);
        if (journal == null) {
            writeEach(ordered, 0);
            writeEach(after, 0);
        } else if (!ordered.isEmpty()) {
            writeJournalled(journal, ordered, after);
        } else {
            writeEach(after, 0);
        }
    }

    private void writeJournalled(SideJournal kept, List<BlockImage> ordered, List<BlockImage> after)
            throws IOException {
        writeEach(unfinished, 0);
        unfinished = List.of();
        int tearable = tearable(ordered);
        if (tearable == 0) {
            kept.clear(); // or a replay would bring back what the last batch says of blocks that change now
        } else {
            List<BlockImage> upToLastTearable = ordered.subList(0, tearable);
            kept.append(upToLastTearable, file);
            unfinished = upToLastTearable;
        }
        int last = ordered.size() - 1;
        boolean together = !after.isEmpty() && FirstPage.has(ordered.get(last), after.get(0));
        for (int i = 0; i < last; i++) {
            write(ordered.get(i));
        }
        if (together) {
            writeTogether(ordered.get(last), after.get(0));
        } else {
            write(ordered.get(last));
        }
        unfinished = List.of();
        writeEach(after, together ? 1 : 0);
    }

    private void writeEach(List<BlockImage> images, int from) throws IOException {
        for (int i = from; i < images.size(); i++) {
            write(images.get(i));
        }
    }

    private void write(BlockImage image) throws IOException {
        firstPage.passed(image);
        try {
            file.write(image.position(), image.bytes().duplicate());
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            // An error that passes must not leave a block half written where readers look.
            file.write(image.position(), image.bytes().duplicate());
        }
    }

    private void writeTogether(BlockImage block, BlockImage record) throws IOException {
        try {
            firstPage.write(block, record);
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            firstPage.write(block, record); // as above
        }
    }

    /** Writes blocks that nothing points at yet; neighbours go out in one write. */
    @Override
    public void writeFresh(List<BlockImage> images) throws IOException {
        if (images.isEmpty()) {
            return;
        }
        images.forEach(firstPage::passed);
        if (images.size() == 1) {
            file.write(images.get(0).position(), images.get(0).bytes().duplicate());
            return;
        }
        List<BlockImage> sorted = new ArrayList<>(images);
        sorted.sort(Comparator.comparingLong(BlockImage::position));
        int from = 0;
        while (from < sorted.size()) {
            int to = from + 1;
            long length = sorted.get(from).length();
            long next = sorted.get(from).position() + length;
            while (to < sorted.size()
                    && sorted.get(to).position() == next
                    && length + sorted.get(to).length() <= MERGE_LIMIT) {
                length += sorted.get(to).length();
                next += sorted.get(to).length();
                to++;
            }
            writeMerged(sorted.subList(from, to), (int) length);
            from = to;
        }
    }

    private void writeMerged(List<BlockImage> images, int length) throws IOException {
        if (images.size() == 1) {
            file.write(images.get(0).position(), images.get(0).bytes().duplicate());
            return;
        }
        ByteBuffer merged = ByteBuffer.allocate(length);
        for (BlockImage image : images) {
            merged.put(image.bytes().duplicate());
        }
        file.write(images.get(0).position(), merged.flip());
    }

    /** How many blocks there are up to the last one that a kill could tear. */
    private static int tearable(List<BlockImage> ordered) {
        int count = ordered.size();
        while (count > 0 && !crossesPage(ordered.get(count - 1))) {
            count--;
        }
        return count;
    }

    private static boolean crossesPage(BlockImage image) {
        return image.length() > 0 && image.position() / PAGE != (image.position() + image.length() - 1) / PAGE;
    }
}

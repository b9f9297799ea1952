package dev.tutti.engine.commit;

import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Redo entries for blocks that a kill could tear, in a file beside the live file.
 *
 * <p>A batch holds the blocks of one commit that a kill could tear, and those before them, in their order; it is written at
 * {@link #START}, over the batch before it. Entries of one batch carry the same sequence number, so that what is left of an older and longer
 * batch is never taken for part of a newer one. A batch stands until the next one, or until a commit without one is about to change
 * blocks in place, which clears it first. So the entries of the batch that stands are the newest content of their blocks, and replaying
 * them is idempotent (invariant W2).
 *
 * <p>An entry knows what stood in each page of its block before. A replay is due only if a block is a mixture of old and new pages, and
 * only if every page of the batch is old or new: whoever else changed the file meanwhile, with the marks of the writer cleared, is not undone.
 *
 * <pre>
 * entry: 0 u32 magic   4 u32 length of bytes   8 u64 position in the live file   16 u64 sequence   24 u32 entries in the batch
 *        28 u32 index in the batch   32 u32 CRC-32C of all other bytes of the entry
 *        36 u32 CRC-32C of what each page of the block held before, one per page that the block touches   . block bytes
 * </pre>
 *
 * Guarded by the write lock of the file.
 */
public final class SideJournal {
    /** First byte of the batch; the bytes before it identify the session. */
    public static final long START = 4096;

    private static final int MAGIC = 0x4a575354;
    private static final int HEADER = 36;
    private static final int PAGE = 4096;

    /** One block of a batch, with the checksums of what its pages held before. */
    private record Entry(BlockImage image, int[] before) {}

    private final StoreFile file;
    private long sequence;
    private boolean standing = true;

    /** Appends to {@code file}; sequence numbers go on from {@code sequence}. */
    public SideJournal(StoreFile file, long sequence) {
        this.file = file;
        this.sequence = sequence;
    }

    /** Writes one batch of blocks of {@code live}. When it returns, the blocks may be written in place. */
    public void append(List<BlockImage> blocks, StoreFile live) throws IOException {
        sequence++;
        List<Entry> entries = new ArrayList<>();
        int total = 0;
        for (BlockImage block : blocks) {
            ByteBuffer old = ByteBuffer.allocate(block.length());
            live.read(block.position(), old);
            Entry entry = new Entry(block, pageChecksums(block.position(), old.clear()));
            entries.add(entry);
            total = Math.addExact(total, HEADER + 4 * entry.before.length + block.length());
        }
        ByteBuffer batch = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < blocks.size(); i++) {
            BlockImage block = blocks.get(i);
            int at = batch.position();
            batch.putInt(MAGIC).putInt(block.length()).putLong(block.position()).putLong(sequence);
            batch.putInt(blocks.size()).putInt(i).putInt(0);
            for (int checksum : entries.get(i).before) {
                batch.putInt(checksum);
            }
            batch.put(block.bytes().duplicate());
            batch.putInt(at + 32, crc(batch.slice(at, 32), batch.slice(at + HEADER, batch.position() - at - HEADER)));
        }
        standing = true; // a write that fails may have reached the file
        file.write(START, batch.flip());
    }

    /** Checksums of the parts of a block by the pages they lie in. */
    private static int[] pageChecksums(long position, ByteBuffer block) {
        int length = block.remaining();
        int[] checksums = new int[pages(position, length)];
        int from = 0;
        for (int i = 0; i < checksums.length; i++) {
            int to = (int) Math.min(length, from + PAGE - (position + from) % PAGE);
            CRC32C crc = new CRC32C();
            crc.update(block.slice(block.position() + from, to - from));
            checksums[i] = (int) crc.getValue();
            from = to;
        }
        return checksums;
    }

    private static int pages(long position, int length) {
        return length == 0 ? 0 : (int) ((position + length - 1) / PAGE - position / PAGE + 1);
    }

    /** Takes the batch away, if one stands. When this returns, a replay changes nothing. */
    public void clear() throws IOException {
        if (standing) {
            if (file.size() > START) {
                file.write(START, ByteBuffer.allocate(Integer.BYTES));
            }
            standing = false;
        }
    }

    /**
     * The blocks of the newest batch in {@code journal}, if the batch is whole; otherwise none: then the commit that wrote it had not begun
     * to change blocks in place.
     */
    public static List<BlockImage> newestBatch(StoreFile journal) throws IOException {
        return entries(journal).stream().map(Entry::image).toList();
    }

    /** The blocks that have to be written again, in this order, because a kill tore one of them in {@code live}; usually none. */
    public static List<BlockImage> replay(StoreFile journal, StoreFile live) throws IOException {
        List<Entry> entries = entries(journal);
        boolean torn = false;
        for (Entry entry : entries) {
            ByteBuffer now = ByteBuffer.allocate(entry.image.length());
            live.read(entry.image.position(), now);
            int[] found = pageChecksums(entry.image.position(), now.clear());
            int[] after = pageChecksums(entry.image.position(), entry.image.bytes());
            boolean anyOld = false;
            boolean anyNew = false;
            for (int i = 0; i < found.length; i++) {
                if (found[i] != after[i] && found[i] != entry.before[i]) {
                    return List.of();
                }
                anyOld |= found[i] != after[i];
                anyNew |= found[i] != entry.before[i];
            }
            torn |= anyOld && anyNew;
        }
        return torn ? entries.stream().map(Entry::image).toList() : List.of();
    }

    private static List<Entry> entries(StoreFile file) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long position = START;
        long batch = -1;
        int count = 1;
        while (entries.size() < count) {
            ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
            file.read(position, header);
            header.flip();
            if (header.remaining() < HEADER || header.getInt() != MAGIC) {
                return List.of();
            }
            int length = header.getInt();
            long target = header.getLong();
            long number = header.getLong();
            count = header.getInt();
            int index = header.getInt();
            int stored = header.getInt();
            boolean sound = length >= 0 && target >= 0 && count > 0 && index == entries.size();
            if (!sound || (batch != -1 && number != batch) || position + HEADER + length > file.size()) {
                return List.of();
            }
            int[] before = new int[pages(target, length)];
            ByteBuffer rest = ByteBuffer.allocate(4 * before.length + length).order(ByteOrder.LITTLE_ENDIAN);
            file.read(position + HEADER, rest);
            rest.flip();
            if (rest.remaining() < 4 * before.length + length || crc(header.slice(0, 32), rest) != stored) {
                return List.of();
            }
            for (int i = 0; i < before.length; i++) {
                before[i] = rest.getInt();
            }
            batch = number;
            entries.add(new Entry(new BlockImage(target, rest.slice()), before));
            position += HEADER + 4L * before.length + length;
        }
        return entries;
    }

    private static int crc(ByteBuffer header, ByteBuffer block) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate());
        crc.update(block.duplicate());
        return (int) crc.getValue();
    }
}

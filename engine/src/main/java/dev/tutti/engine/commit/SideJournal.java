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
 * <pre>
 * entry: 0 u32 magic   4 u32 length of bytes   8 u64 position in the live file   16 u64 sequence   24 u32 entries in the batch
 *        28 u32 index in the batch   32 u32 CRC-32C of bytes 0..31 and the block   36 block bytes
 * </pre>
 *
 * Guarded by the write lock of the file.
 */
public final class SideJournal {
    /** First byte of the batch; the bytes before it identify the session. */
    public static final long START = 4096;

    private static final int MAGIC = 0x4a575354;
    private static final int HEADER = 36;

    private final StoreFile file;
    private long sequence;
    private boolean standing = true;

    /** Appends to {@code file}; sequence numbers go on from {@code sequence}. */
    public SideJournal(StoreFile file, long sequence) {
        this.file = file;
        this.sequence = sequence;
    }

    /** Writes one batch. When it returns, the blocks may be written in place. */
    public void append(List<BlockImage> blocks) throws IOException {
        sequence++;
        int total = 0;
        for (BlockImage block : blocks) {
            total = Math.addExact(total, HEADER + block.length());
        }
        ByteBuffer batch = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < blocks.size(); i++) {
            BlockImage block = blocks.get(i);
            int at = batch.position();
            batch.putInt(MAGIC).putInt(block.length()).putLong(block.position()).putLong(sequence);
            batch.putInt(blocks.size()).putInt(i);
            batch.putInt(crc(batch.slice(at, 32), block.bytes()));
            batch.put(block.bytes().duplicate());
        }
        standing = true; // a write that fails may have reached the file
        file.write(START, batch.flip());
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
     * The blocks of the newest batch in {@code file}, if the batch is whole; otherwise none: then the commit that wrote it had not begun to
     * change blocks in place.
     */
    public static List<BlockImage> newestBatch(StoreFile file) throws IOException {
        List<BlockImage> blocks = new ArrayList<>();
        long position = START;
        long batch = -1;
        int count = 1;
        while (blocks.size() < count) {
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
            boolean sound = length >= 0 && target >= 0 && count > 0 && index == blocks.size();
            if (!sound || (batch != -1 && number != batch) || position + HEADER + length > file.size()) {
                return List.of();
            }
            ByteBuffer bytes = ByteBuffer.allocate(length);
            file.read(position + HEADER, bytes);
            bytes.flip();
            if (bytes.remaining() < length || crc(header.slice(0, 32), bytes) != stored) {
                return List.of();
            }
            batch = number;
            blocks.add(new BlockImage(target, bytes));
            position += HEADER + length;
        }
        return blocks;
    }

    private static int crc(ByteBuffer header, ByteBuffer block) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate());
        crc.update(block.duplicate());
        return (int) crc.getValue();
    }
}

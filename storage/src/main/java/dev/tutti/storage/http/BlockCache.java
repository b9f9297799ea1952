package dev.tutti.storage.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Blocks of something that is slow to read and does not change. Several threads read at once; a block that one is fetching the others wait for. Neighbours are
 * fetched together, and some more for one who reads on from where the last read stopped. Bounded: blocks used longest ago go first. Thread-safe.
 */
final class BlockCache {
    /** Fetches bytes; called from several threads. */
    @FunctionalInterface
    interface Source {
        byte[] fetch(long position, int length) throws IOException;
    }

    /** One request asks for so many bytes at most, so that a large read is shared among threads and its memory bounded. */
    private static final int LONGEST_REQUEST = 8 << 20;

    private final Source source;
    private final long length;
    private final int blockBytes;
    private final int mostBlocks;
    private final int ahead;

    /** Blocks by number, the one used longest ago first. Guarded by this. */
    private final LinkedHashMap<Long, CompletableFuture<byte[]>> blocks = new LinkedHashMap<>(16, 0.75f, true);

    /** The block behind the last one that was read. Guarded by this. */
    private long next = -1;

    BlockCache(Source source, long length, HttpSettings settings) {
        this.source = source;
        this.length = length;
        this.blockBytes = settings.blockBytes();
        this.ahead = settings.blocksAhead();
        this.mostBlocks = (int) Math.min(1 << 20, Math.max(1, settings.cacheBytes() / blockBytes));
    }

    /** Blocks that one thread fetches together. */
    private record Run(long first, List<CompletableFuture<byte[]>> blocks) {}

    int read(long position, ByteBuffer target) throws IOException {
        int total = (int) Math.max(0, Math.min(target.remaining(), length - position));
        long at = position;
        long end = position + total;
        while (at < end) {
            long number = at / blockBytes;
            byte[] block = block(number, (end - 1) / blockBytes);
            int offset = (int) (at - number * blockBytes);
            int count = (int) Math.min(block.length - offset, end - at);
            target.put(block, offset, count);
            at += count;
        }
        return total;
    }

    /** One block; if it is not there it is fetched with those up to {@code last} that are not there either. */
    private byte[] block(long number, long last) throws IOException {
        CompletableFuture<byte[]> block;
        Run run = null;
        synchronized (this) {
            block = blocks.get(number);
            if (block == null) {
                run = claim(number, last);
                block = run.blocks.get(0);
            }
            next = last + 1;
        }
        if (run != null) {
            fetch(run);
        }
        try {
            return block.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another thread fetched a block");
        }
    }

    private Run claim(long first, long last) {
        long wanted = first == next ? last + ahead : last;
        long end = Math.min(wanted, (length - 1) / blockBytes);
        long most = Math.max(1, Math.min(LONGEST_REQUEST / blockBytes, mostBlocks));
        List<CompletableFuture<byte[]>> claimed = new ArrayList<>();
        for (long number = first; number <= end && claimed.size() < most && !blocks.containsKey(number); number++) {
            CompletableFuture<byte[]> block = new CompletableFuture<>();
            claimed.add(block);
            blocks.put(number, block);
        }
        Iterator<Map.Entry<Long, CompletableFuture<byte[]>>> oldest =
                blocks.entrySet().iterator();
        for (int surplus = blocks.size() - Math.max(mostBlocks, claimed.size()); surplus > 0; surplus--) {
            oldest.next();
            oldest.remove(); // who waits for it has it in hand
        }
        return new Run(first, claimed);
    }

    private void fetch(Run run) {
        long position = run.first * blockBytes;
        int bytes = (int) Math.min((long) run.blocks.size() * blockBytes, length - position);
        try {
            byte[] all = source.fetch(position, bytes);
            for (int i = 0; i < run.blocks.size(); i++) {
                int from = i * blockBytes;
                byte[] block = new byte[Math.min(blockBytes, bytes - from)];
                System.arraycopy(all, from, block, 0, block.length);
                run.blocks.get(i).complete(block);
            }
        } catch (IOException | RuntimeException | Error e) {
            synchronized (this) {
                for (int i = 0; i < run.blocks.size(); i++) {
                    blocks.remove(run.first + i, run.blocks.get(i));
                }
            }
            run.blocks.forEach(block -> block.completeExceptionally(e));
        }
    }

    /** Bytes kept now. */
    synchronized long held() {
        return (long) blocks.size() * blockBytes;
    }
}

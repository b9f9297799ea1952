package dev.tutti.engine.chunk;

import dev.tutti.engine.filter.FilterChain;
import dev.tutti.engine.index.ChunkRef;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Predicate;

/**
 * Brings the bytes of chunks into the form of the file and into the file, with all workers. What a chunk is given only then is taken by the worker that needs it, into memory that goes from chunk to chunk.
 *
 * @param workers who do it
 * @param store where plain chunks are written
 */
record ChunkOutput(Workers workers, RawStore store) {
    /** The mask of a chunk that has passed no filter at all. */
    static final int PLAIN = -1;

    /** Fewer bytes are copied to the system sooner than another thread is woken. */
    static final int WORTH_A_THREAD = 256 * 1024;

    /** Writes what the file does not have of chunks without filters. */
    void write(List<StagedChunk> chunks, List<ChunkRef> targets) {
        long bytes = 0;
        for (StagedChunk chunk : chunks) {
            bytes += chunk.values() != null ? chunk.length() : chunk.unwrittenBytes();
        }
        if (bytes < WORTH_A_THREAD) {
            for (int i = 0; i < chunks.size(); i++) {
                write(chunks.get(i), targets.get(i).address());
            }
        } else {
            workers.run(chunks.size(), i -> write(chunks.get(i), targets.get(i).address()));
        }
    }

    private void write(StagedChunk chunk, long address) {
        StagedChunk.Values values = chunk.values();
        if (values == null) {
            store.write(address + chunk.unwrittenAt(), chunk.unwritten());
        } else {
            workers.lend(chunk.length(), buffer -> {
                values.into(buffer);
                store.write(address, buffer.duplicate().limit(chunk.length()));
            });
        }
    }

    /** Chunks in the form of the file; for those that are {@code plain} that is the one they have. */
    FilterChain.Encoded[] encode(List<StagedChunk> chunks, FilterChain filters, Predicate<StagedChunk> plain) {
        FilterChain.Encoded[] encoded = new FilterChain.Encoded[chunks.size()];
        workers.run(encoded.length, i -> {
            StagedChunk chunk = chunks.get(i);
            encoded[i] = plain.test(chunk)
                    ? new FilterChain.Encoded(ByteBuffer.wrap(chunk.all()), PLAIN)
                    : encoded(chunk, filters);
        });
        return encoded;
    }

    private FilterChain.Encoded encoded(StagedChunk chunk, FilterChain filters) {
        StagedChunk.Values values = chunk.values();
        if (values == null) {
            return shortened(filters.encode(chunk.all()), chunk.all());
        }
        byte[] bytes = workers.buffers().take(chunk.length());
        values.into(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        FilterChain.Encoded encoded = shortened(filters.encode(bytes), bytes);
        if (encoded.bytes().array() != bytes) {
            workers.buffers().give(bytes);
        }
        return encoded;
    }

    /** Filters make their bytes in as much memory as these could become at the most; what they became waits in less for its turn to be written, and the next chunk has that memory. */
    private FilterChain.Encoded shortened(FilterChain.Encoded encoded, byte[] chunk) {
        byte[] roomy = encoded.bytes().array();
        int length = encoded.bytes().remaining();
        if (roomy == chunk || length > roomy.length / 2) {
            return encoded;
        }
        byte[] fitting = workers.buffers().take(length);
        encoded.bytes().get(encoded.bytes().position(), fitting, 0, length);
        workers.buffers().give(roomy);
        return new FilterChain.Encoded(ByteBuffer.wrap(fitting, 0, length), encoded.mask());
    }
}

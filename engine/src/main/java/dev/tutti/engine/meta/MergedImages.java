package dev.tutti.engine.meta;

import dev.tutti.engine.commit.BlockImage;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.Widths;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Bytes of blocks that come by ascending position: those that lie one behind the other are encoded into one image, and go out in one write. */
final class MergedImages {
    /** Bytes of one array, in which images lie one behind the other. */
    private static final int ARRAY = 1 << 20;

    /** Room for the block that fills an array, so that the array need not grow for it. */
    private static final int LAST = 64 * 1024;

    private static final int USUAL_BLOCK = 512;

    private final Widths widths;
    private final long base;
    private final List<BlockImage> images = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private ByteSink sink;
    private int from;
    private long start;

    /** An image that is still in the sink. */
    private record Part(long position, int from, int to) {}

    /**
     * No image yet.
     *
     * @param base where in the file addresses count from
     * @param blocks about how many come
     */
    MergedImages(Widths widths, long base, int blocks) {
        this.widths = widths;
        this.base = base;
        this.sink = new ByteSink(widths, (int) Math.min(ARRAY + LAST, (long) USUAL_BLOCK * blocks));
    }

    /** Adds a block; its length. */
    int add(StagedBlocks.Placed placed) {
        return add(placed.position(), placed.block()::encode);
    }

    /** Adds raw bytes. */
    void add(RawPieces.Piece piece) {
        add(piece.address(), to -> to.bytes(piece.bytes()));
    }

    private int add(long address, Consumer<ByteSink> encoder) {
        long position = base + address;
        int at = sink.position();
        if (start + at - from != position || at >= ARRAY) {
            endPart();
            if (at >= ARRAY) {
                endArray();
                sink = new ByteSink(widths, ARRAY + LAST);
                at = 0;
            }
            start = position;
            from = at;
        }
        encoder.accept(sink);
        return sink.position() - at;
    }

    private void endPart() {
        if (sink.position() > from) {
            parts.add(new Part(start, from, sink.position()));
        }
    }

    private void endArray() {
        ByteBuffer bytes = sink.toBuffer();
        parts.forEach(part -> images.add(new BlockImage(part.position, bytes.slice(part.from, part.to - part.from))));
        parts.clear();
    }

    /** All images; nothing is added from now on. */
    List<BlockImage> images() {
        endPart();
        endArray();
        return images;
    }
}

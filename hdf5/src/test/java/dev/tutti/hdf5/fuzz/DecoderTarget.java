package dev.tutti.hdf5.fuzz;

import dev.tutti.format.btree.GroupNode;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.heap.FractalHeapHeader;
import dev.tutti.format.heap.FreeSpaceHeader;
import dev.tutti.format.heap.FreeSpaceSections;
import dev.tutti.format.heap.GlobalHeapCollection;
import dev.tutti.format.heap.LocalHeap;
import dev.tutti.format.heap.SymbolNode;
import dev.tutti.format.index.ExtensibleArrayHeader;
import dev.tutti.format.index.FixedArrayHeader;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageCodec;
import dev.tutti.format.shared.SharedMessageTable;
import dev.tutti.format.superblock.CacheImage;
import dev.tutti.format.superblock.Superblock;
import java.util.Arrays;
import java.util.List;

/**
 * What Jazzer calls with a byte that chooses a decoder, one for the widths, and the bytes of a structure. Only a {@link FormatException} may come out, and what was
 * decoded can be encoded.
 */
public final class DecoderTarget {
    private static final int MESSAGES = 0x19;
    private static final FreeSpaceHeader LIST =
            new FreeSpaceHeader(1, 4096, 6, 6, 0, 3, 80, 120, 64, Long.MAX_VALUE, 512, 200, 256);
    private static final List<BlockCodec<?>> BLOCKS = List.of(
            Superblock.codec(),
            HeaderChunk.first(),
            GroupNode.CODEC,
            SymbolNode.CODEC,
            LocalHeap.CODEC,
            GlobalHeapCollection.CODEC,
            FractalHeapHeader.CODEC,
            FreeSpaceHeader.CODEC,
            FreeSpaceSections.codec(LIST),
            FixedArrayHeader.CODEC,
            ExtensibleArrayHeader.CODEC,
            SharedMessageTable.codec(2),
            CacheImage.codec(300));

    private DecoderTarget() {}

    /** The entry that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        Widths widths = new Widths((data[1] & 1) == 0 ? 8 : 4, (data[1] & 2) == 0 ? 8 : 4);
        ByteSource bytes = ByteSource.of("fuzz", widths, Arrays.copyOfRange(data, 2, data.length));
        int choice = data[0] & 0xff;
        try {
            if (choice < MESSAGES) {
                Message message = MessageCodec.decode(choice, 0, bytes);
                MessageCodec.encode(message, new ByteSink(widths));
            } else {
                block(BLOCKS.get((choice - MESSAGES) % BLOCKS.size()), bytes, widths);
            }
        } catch (FormatException e) {
            // declared
        }
    }

    private static <T> void block(BlockCodec<T> codec, ByteSource bytes, Widths widths) {
        T block = codec.decode(bytes);
        codec.encode(block, new ByteSink(widths));
    }
}

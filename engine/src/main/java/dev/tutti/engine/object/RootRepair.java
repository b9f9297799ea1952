package dev.tutti.engine.object;

import dev.tutti.engine.group.SymbolTableLinks;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.SymbolTable;
import dev.tutti.format.superblock.CacheImage;
import dev.tutti.format.superblock.OldFields;
import dev.tutti.format.superblock.Superblock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Files whose root group says wrongly where its links are, while the superblock, which may keep a copy of that, is right: early programs wrote such files. The C library mends
 * them when it opens them to change them; so it is done here, and who only reads sees the file as if it were mended.
 */
final class RootRepair {
    private static final int CACHED_TABLE = 1;
    private static final int HEADER = 16;
    private static final int MESSAGE = 8;

    private RootRepair() {}

    /** The bytes that mend a file, and where they go; nothing for a file that is sound, or beyond this repair. */
    static List<CacheImage.Block> blocks(FileView view, Superblock superblock) {
        OldFields old = superblock.old();
        if (old == null || old.rootCacheType() != CACHED_TABLE) {
            return List.of();
        }
        try {
            ObjectHeader root = ObjectHeader.load(view, superblock.rootAddress());
            SymbolTable stored = root.first(SymbolTable.class);
            ByteSource cached = ByteSource.of("root group entry", view.widths(), old.rootScratch());
            SymbolTable kept = new SymbolTable(cached.address(), cached.address());
            if (stored == null || stored.equals(kept) || isSound(view, stored) || !isSound(view, kept)) {
                return List.of();
            }
            ByteSink sink = new ByteSink(view.widths());
            kept.encode(sink);
            for (int i = 0; i < root.extents().size(); i++) {
                ObjectHeader.Extent chunk = root.extents().get(i);
                ByteBuffer bytes = ByteBuffer.allocate((int) chunk.length()).order(ByteOrder.LITTLE_ENDIAN);
                view.read(chunk.address(), bytes);
                int at = place(bytes.flip(), i == 0 ? HEADER : 0);
                if (at >= 0) {
                    return List.of(
                            new CacheImage.Block(new byte[14], chunk.address() + at, List.of(), sink.toByteArray()));
                }
            }
            return List.of();
        } catch (H5CorruptException e) {
            return List.of(); // said where it is read
        }
    }

    /** Where the body of the message begins in a chunk of a header of version 1; -1 if it is not there. */
    private static int place(ByteBuffer chunk, int first) {
        for (int at = first; at + MESSAGE <= chunk.limit(); ) {
            int length = chunk.getShort(at + 2) & 0xffff;
            if ((chunk.getShort(at) & 0xffff) == MessageType.SYMBOL_TABLE) {
                return at + MESSAGE;
            }
            at += MESSAGE + length;
        }
        return -1;
    }

    private static boolean isSound(FileView view, SymbolTable table) {
        try {
            SymbolTableLinks.open(table).forEach(view, link -> {});
            return true;
        } catch (H5CorruptException e) {
            return false;
        }
    }
}

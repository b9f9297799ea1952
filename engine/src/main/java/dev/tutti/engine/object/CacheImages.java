package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.BlockReader;
import dev.tutti.engine.meta.FileView;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.CacheImageInfo;
import dev.tutti.format.superblock.CacheImage;
import dev.tutti.storage.ReadableFile;
import dev.tutti.storage.StoreFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that the C library closed with an image of its metadata cache: what stands in the image is newer than what stands at its place. Who reads such a file
 * sees the image over the file; who changes it first brings the image to where its blocks belong. A root group that is to be mended ({@link RootRepair}) is
 * handled as if the image said so.
 */
public final class CacheImages {
    private CacheImages() {}

    /** Where the image of a file is; null if it has none. */
    private static @Nullable CacheImageInfo info(StoreFile store, SuperblockFile.Found found) {
        long extension = found.superblock().extensionAddress();
        if (extension == ByteSource.UNDEFINED) {
            return null;
        }
        CacheImageInfo info = ObjectHeader.load(view(store, found), extension).first(CacheImageInfo.class);
        return info == null || info.address() == ByteSource.UNDEFINED ? null : info;
    }

    private static FileView view(StoreFile store, SuperblockFile.Found found) {
        BlockReader reader = new BlockReader(store, found.position(), found.superblock(), Duration.ZERO);
        return new FileView(reader, found.superblock().endOfFile() - found.position());
    }

    private static CacheImage load(StoreFile store, SuperblockFile.Found found, CacheImageInfo info) {
        FileView view = view(store, found);
        try {
            return view.load(info.address(), CacheImage.codec(info.size()));
        } catch (FormatException e) {
            throw view.corrupt(info.address(), e);
        }
    }

    /** Whether a file has an image, or a root group to be mended ({@link RootRepair}). */
    public static boolean standsIn(StoreFile store, SuperblockFile.Found found) {
        return !blocks(store, found).isEmpty();
    }

    private static List<CacheImage.Block> blocks(StoreFile store, SuperblockFile.Found found) {
        CacheImageInfo info = info(store, found);
        return info != null
                ? load(store, found, info).blocks()
                : RootRepair.blocks(view(store, found), found.superblock());
    }

    /**
     * Refuses a file with an image, for a mode that others read.
     *
     * @throws H5UnsupportedException if it has one
     */
    public static void refuse(StoreFile store, SuperblockFile.Found found) {
        if (info(store, found) != null) {
            throw new H5UnsupportedException(
                    store.path() + ": the C library left a metadata cache image in the file; open it"
                            + " once with FileOptions.exclusive(), which brings the image into the file");
        }
    }

    /** The file with its image laid over it; the file itself if it has none. Only for reading. */
    public static StoreFile over(StoreFile store, SuperblockFile.Found found) {
        List<CacheImage.Block> blocks = blocks(store, found);
        return blocks.isEmpty() ? store : new Overlaid(store, found.position(), blocks);
    }

    /** Brings the blocks of an image to their places. The image stays valid until {@link #remove}, so that this may be done again. */
    static void settle(StoreFile store, SuperblockFile.Found found) {
        List<CacheImage.Block> blocks = blocks(store, found);
        if (blocks.isEmpty()) {
            return;
        }
        try {
            for (CacheImage.Block block : blocks) {
                store.write(Math.addExact(found.position(), block.address()), ByteBuffer.wrap(block.bytes()));
            }
            store.force();
        } catch (IOException e) {
            throw new H5Exception(store.path() + ": writing failed: " + e.getMessage() + "; the file is as it was", e);
        }
    }

    /** Takes the image away from a file whose blocks are at their places. */
    static void remove(OpenFile file) {
        long extension = file.superblock().extensionAddress();
        if (extension == ByteSource.UNDEFINED) {
            return;
        }
        CacheImageInfo info = ObjectHeader.load(file.fileView(), extension).first(CacheImageInfo.class);
        if (info != null) {
            file.changing(tx -> {
                ObjectHeader.load(tx, extension).remove(tx, info);
                if (info.address() != ByteSource.UNDEFINED && info.size() > 0) {
                    tx.release(info.address(), info.size());
                }
                return tx;
            });
        }
    }

    /** A file with blocks laid over it. */
    private record Overlaid(StoreFile below, long base, List<CacheImage.Block> blocks) implements ReadableFile {
        @Override
        public Path path() {
            return below.path();
        }

        @Override
        public long size() throws IOException {
            return below.size();
        }

        @Override
        public int read(long position, ByteBuffer target) throws IOException {
            int start = target.position();
            int count = below.read(position, target);
            for (CacheImage.Block block : blocks) {
                long at = base + block.address();
                long from = Math.max(position, at);
                long to = Math.min(position + count, at + block.bytes().length);
                if (from < to) {
                    target.put((int) (start + from - position), block.bytes(), (int) (from - at), (int) (to - from));
                }
            }
            return count;
        }

        @Override
        public Object identity() {
            return below.identity();
        }

        @Override
        public void close() throws IOException {
            below.close();
        }
    }
}

package dev.tutti.engine.object;

import dev.tutti.engine.header.HeaderSpec;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.FileSpaceInfo;
import dev.tutti.format.superblock.Superblock;
import java.util.Collections;
import java.util.List;

/**
 * What a file says of its space to whoever changes it. It stands in the superblock extension, unless it is what files without one say.
 *
 * @param strategy who finds space for new blocks
 * @param persisting whether free space is listed in the file when it is closed
 * @param threshold the smallest free block, in bytes, that is kept track of
 * @param pageSize bytes of a page
 */
public record FileSpaceSettings(Strategy strategy, boolean persisting, long threshold, long pageSize) {
    /** Who finds space for new blocks; numbered as in version 1 of the message. */
    public enum Strategy {
        /** Lists of free space, then blocks that small pieces share. */
        FREE_SPACE(0),
        /** Lists of free space in pages. */
        PAGES(1),
        /** Blocks that small pieces share. */
        SHARED_BLOCKS(2),
        /** The end of the file. */
        END_OF_FILE(3);

        private final int number;

        Strategy(int number) {
            this.number = number;
        }

        private static Strategy of(int number) {
            return number <= 0 ? FREE_SPACE : number == 1 ? PAGES : number == 2 ? SHARED_BLOCKS : END_OF_FILE;
        }
    }

    /** Bytes of a page where nothing is said. */
    public static final long STANDARD_PAGE = 4096;

    /** What a file says that says nothing. */
    public static final FileSpaceSettings STANDARD =
            new FileSpaceSettings(Strategy.FREE_SPACE, false, 1, STANDARD_PAGE);

    /** Managers of free space that the message has room for in version 1. */
    private static final int MANAGERS = 12;

    /** Room for messages that other libraries add. */
    private static final int SPARE = 64;

    private static final long LEAST_PAGE = 512;
    private static final long MOST_PAGE = 1L << 30;

    /** Checks the numbers. */
    public FileSpaceSettings {
        if (threshold < 0 || pageSize < LEAST_PAGE || pageSize > MOST_PAGE) {
            throw new IllegalArgumentException("file space: a threshold of 0 or more and pages of " + LEAST_PAGE
                    + " to " + MOST_PAGE + " bytes are expected, found " + threshold + " and " + pageSize);
        }
    }

    /** What an open file says. */
    public static FileSpaceSettings of(OpenFile file) {
        return of(file.meta(), file.superblock());
    }

    /** What a file says that is about to be opened. */
    public static FileSpaceSettings of(MetaView view, Superblock superblock) {
        long extension = superblock.extensionAddress();
        FileSpaceInfo info = extension == ByteSource.UNDEFINED
                ? null
                : ObjectHeader.load(view, extension).first(FileSpaceInfo.class);
        return info == null ? STANDARD : of(info);
    }

    /** What the message of a file says. */
    static FileSpaceSettings of(FileSpaceInfo info) {
        // Version 0, of HDF5 1.10.0, numbers from 1 on, and counts keeping and not keeping as two.
        int number = info.version() == 1 ? info.strategy() : info.strategy() <= 2 ? 0 : info.strategy() - 1;
        Strategy strategy = Strategy.of(number);
        long page = info.version() == 1 ? Math.min(Math.max(info.pageSize(), LEAST_PAGE), MOST_PAGE) : STANDARD_PAGE;
        return new FileSpaceSettings(strategy, info.persisting(), Math.max(0, info.threshold()), page);
    }

    /** Bytes of the pages into which space is divided; 0 if it is not. */
    public long dividedBy() {
        return strategy == Strategy.PAGES ? pageSize : 0;
    }

    /** Whether the file has lists of what is free from one program to the next. */
    public boolean keepsLists() {
        return persisting && (strategy == Strategy.FREE_SPACE || strategy == Strategy.PAGES);
    }

    /** Makes the superblock extension of a new file; {@link ByteSource#UNDEFINED} if nothing has to be said. */
    long stage(MetaTransaction tx, Compat compat) {
        if (equals(STANDARD)) {
            return ByteSource.UNDEFINED;
        }
        List<Long> managers = persisting ? Collections.nCopies(MANAGERS, ByteSource.UNDEFINED) : List.of();
        FileSpaceInfo info = new FileSpaceInfo(
                1, strategy.number, persisting, threshold, pageSize, 0, ByteSource.UNDEFINED, managers);
        HeaderSpec spec = compat == Compat.EARLIEST
                ? HeaderSpec.old(List.of(info), SPARE)
                : HeaderSpec.of(List.of(info)).withSpareBytes(SPARE);
        return ObjectHeader.create(tx, spec).address();
    }
}

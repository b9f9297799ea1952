package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;
import java.util.List;

/**
 * Type 0x17: how the file's free space is managed; only in the superblock extension.
 *
 * @param version 0 (HDF5 1.10.0) or 1
 * @param strategy number of the strategy: 0 free-space managers and aggregators, 1 pages, 2 aggregators only, 3 none; as stored in version 0
 * @param persisting whether free space is kept in the file
 * @param threshold smallest section that is tracked
 * @param pageSize bytes of a page
 * @param pageEndThreshold smallest section at a page's end that is tracked
 * @param endOfAllocation end of allocation before the free-space managers were written
 * @param managers addresses of the free-space managers; empty unless persisting
 */
public record FileSpaceInfo(
        int version,
        int strategy,
        boolean persisting,
        long threshold,
        long pageSize,
        int pageEndThreshold,
        long endOfAllocation,
        List<Long> managers)
        implements Message {
    /** Checks the ranges. */
    public FileSpaceInfo {
        managers = List.copyOf(managers);
        FormatException.unless(version == 0 || version == 1, "file space info message", "version 0 or 1", version);
        FormatException.unless(
                strategy >= 0 && strategy <= 255, "file space info message", "a strategy of 8 bits", strategy);
    }

    @Override
    public int typeId() {
        return MessageType.FILE_SPACE_INFO;
    }
}

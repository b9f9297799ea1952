package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * Type 0x17: how the file's free space is managed; only in the superblock extension.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version</td></tr>
 * <tr><td>1</td><td>strategy</td></tr>
 * <tr><td>2</td><td>version 1: 1 if free space is kept in the file</td></tr>
 * <tr><td>...</td><td>threshold, of the width of lengths; version 0 ends here, or with 6 addresses of managers if the strategy is 1</td></tr>
 * <tr><td>...</td><td>bytes of a page, of the width of lengths</td></tr>
 * <tr><td>...</td><td>page end threshold, 2 bytes</td></tr>
 * <tr><td>...</td><td>end of allocation, an address</td></tr>
 * <tr><td>...</td><td>12 addresses of managers if free space is kept</td></tr>
 * </table>
 *
 * <p>Versions 0 and 1 are read and written.
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
    private static final int PERSISTING_IN_VERSION_0 = 1;

    /** Checks the ranges. */
    public FileSpaceInfo {
        managers = List.copyOf(managers);
        FormatException.unless(version == 0 || version == 1, "file space info message", "version 0 or 1", version);
        FormatException.unless(
                strategy >= 0 && strategy <= 255, "file space info message", "a strategy of 8 bits", strategy);
        FormatException.unless(
                managers.size() == managerCount(version, persisting)
                        && (version == 1 || persisting == (strategy == PERSISTING_IN_VERSION_0)),
                "file space info message",
                "managers exactly if free space is kept",
                managers.size());
        if (!(threshold >= 0 && pageSize >= 0 && pageEndThreshold >= 0 && pageEndThreshold <= 0xffff)) {
            throw new FormatException(
                    "file space info message",
                    "sizes of 0 or more",
                    threshold + ", " + pageSize + ", " + pageEndThreshold);
        }
    }

    @Override
    public int typeId() {
        return MessageType.FILE_SPACE_INFO;
    }

    static FileSpaceInfo decode(ByteSource body) {
        int version = body.version(0, 1);
        int strategy = body.u8();
        if (version == 0) {
            long threshold = body.length();
            boolean persisting = strategy == PERSISTING_IN_VERSION_0;
            List<Long> managers = managers(0, persisting, body);
            return new FileSpaceInfo(version, strategy, persisting, threshold, 0, 0, ByteSource.UNDEFINED, managers);
        }
        boolean persisting = body.u8() != 0;
        long threshold = body.length();
        long pageSize = body.length();
        int pageEnd = body.u16();
        long end = body.address();
        return new FileSpaceInfo(
                version, strategy, persisting, threshold, pageSize, pageEnd, end, managers(1, persisting, body));
    }

    private static List<Long> managers(int version, boolean persisting, ByteSource body) {
        List<Long> managers = new ArrayList<>();
        for (int i = 0; i < managerCount(version, persisting); i++) {
            managers.add(body.address());
        }
        return managers;
    }

    private static int managerCount(int version, boolean persisting) {
        return !persisting ? 0 : version == 0 ? 6 : 12;
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(version).u8(strategy);
        if (version == 1) {
            body.u8(persisting ? 1 : 0).length(threshold).length(pageSize).u16(pageEndThreshold);
            body.address(endOfAllocation);
        } else {
            body.length(threshold);
        }
        for (long manager : managers) {
            body.address(manager);
        }
    }
}

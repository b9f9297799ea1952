package dev.tutti.engine.check;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.heap.FreeSpaceHeader;
import dev.tutti.format.heap.FreeSpaceSections;
import dev.tutti.format.heap.FreeSpaceSections.Section;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.FileSpaceInfo;
import java.util.Map;
import java.util.NavigableMap;

/** Free space that a file keeps in its managers must be free: a program that goes by it would write over what stands there. */
final class KeptFree {
    /** Hears of bytes that are listed as free and are not. */
    interface Findings {
        void used(long address, long length, long by);
    }

    private KeptFree() {}

    /** Looks at the managers that the superblock extension names. */
    static void examine(MetaView view, long extension, Ranges used, Findings findings) {
        FileSpaceInfo info = ObjectHeader.load(view, extension).first(FileSpaceInfo.class);
        if (info == null || info.managers().stream().allMatch(address -> address == ByteSource.UNDEFINED)) {
            return;
        }
        NavigableMap<Long, Long> taken = used.sorted();
        for (long address : info.managers()) {
            if (address == ByteSource.UNDEFINED) {
                continue;
            }
            FreeSpaceHeader header = view.load(address, FreeSpaceHeader.CODEC);
            if (header.list() == ByteSource.UNDEFINED || header.listed() == 0) {
                continue;
            }
            for (Section section :
                    view.load(header.list(), FreeSpaceSections.codec(header)).sections()) {
                Map.Entry<Long, Long> before = taken.lowerEntry(section.offset() + section.size());
                if (before != null && before.getKey() + before.getValue() > section.offset()) {
                    findings.used(section.offset(), section.size(), before.getKey());
                }
            }
        }
    }
}

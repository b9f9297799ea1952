package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.live.PublicationRecord;
import dev.tutti.format.message.BtreeK;
import dev.tutti.format.superblock.Superblock;
import dev.tutti.format.superblock.TreeSizes;

/** The oldest library that is to read what is made new in a file. A file keeps to one: objects are made in the form that its first ones have. */
public enum Compat {
    /** All of them: superblock 0, symbol tables, object headers and B-trees of version 1. */
    EARLIEST,
    /** HDF5 1.8: superblock 2, groups and object headers of the new form, chunks in B-trees of version 1. */
    V18,
    /** HDF5 1.10, with every chunk index: superblock 3, which live writing needs. */
    LATEST;

    /** Longest superblock of a new file. */
    private static final int SUPERBLOCK = 96;

    /** What new objects of an open file have to keep to. */
    static Compat of(OpenFile file) {
        Superblock superblock = file.superblock();
        if (superblock.version() >= 3) {
            return LATEST;
        }
        // Files with other settings of file space have superblock 2, whatever else they are made for.
        boolean old = superblock.version() < 2
                || ObjectHeader.load(file.meta(), superblock.rootAddress()).version() == 1;
        return old ? EARLIEST : V18;
    }

    /** Where the first object of a new file may lie: behind the superblock, and in files that can be live behind the publication record. */
    long firstObject() {
        return this == LATEST ? PublicationRecord.PAGE : SUPERBLOCK;
    }

    /** The superblock of a new file. */
    Superblock superblock(long root, FileSpaceSettings space) {
        boolean plain =
                space.equals(FileSpaceSettings.STANDARD); // else there is an extension, which begins with version 2
        int version = this == EARLIEST && plain ? 0 : this == LATEST ? 3 : 2;
        return Superblock.create(version, firstObject(), root);
    }

    /** Sizes of B-tree nodes, as superblock or superblock extension say. */
    static TreeSizes treeSizes(MetaView view, Superblock superblock) {
        try {
            if (superblock.old() != null) {
                return TreeSizes.of(superblock.old());
            }
            if (superblock.extensionAddress() == ByteSource.UNDEFINED) {
                return TreeSizes.DEFAULT;
            }
            BtreeK sizes =
                    ObjectHeader.load(view, superblock.extensionAddress()).first(BtreeK.class);
            return sizes == null ? TreeSizes.DEFAULT : TreeSizes.of(sizes);
        } catch (FormatException e) {
            throw view.corrupt(0, e);
        }
    }
}

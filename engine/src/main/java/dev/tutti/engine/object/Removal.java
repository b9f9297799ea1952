package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.heap.LocalNames;
import dev.tutti.engine.index.ChunkIndex;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.DataLayout;
import dev.tutti.format.message.ExternalFiles;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.SharedMessageRef;
import java.util.ArrayList;
import java.util.List;

/** Takes links out and gives back the space of objects that no link leads to any more. */
public final class Removal {
    /** Deepest nesting of groups that is removed in one call; deeper ones are a loop of hard links or hostile. */
    private static final int DEEPEST = 512;

    private Removal() {}

    /**
     * Removes the link at {@code path}; the object goes too when it was the last hard link to it, with all that only it leads to.
     *
     * @throws H5NotFoundException if there is no such link
     */
    public static void remove(OpenFile file, String path) {
        file.changing(tx -> {
            Located parent = Resolver.find(Resolver.root(file), Groups.parent(path));
            if (parent == null || parent.file() != file) {
                throw new H5NotFoundException(file.path() + ": no object at '" + path + "'");
            }
            unlink(file, tx, parent.address(), Groups.name(path), 0);
            return path;
        });
    }

    private static void unlink(OpenFile file, MetaTransaction tx, long parent, String name, int depth) {
        Link link = Links.remove(
                tx, ObjectHeader.load(tx, parent), name, file.mode().live());
        LastChange.note(tx, file, parent);
        if (link.target() instanceof Link.Hard hard) {
            drop(file, tx, hard.address(), depth);
        }
    }

    private static void drop(OpenFile file, MetaTransaction tx, long address, int depth) {
        ObjectHeader header = ObjectHeader.load(tx, address);
        if (Groups.references(header) > 1) {
            Groups.count(tx, address, -1);
            return;
        }
        if (depth > DEEPEST) {
            return; // the space is lost, the link is gone; nothing is damaged
        }
        if (Links.isGroup(header)) {
            List<Link> links = new ArrayList<>();
            Links.forEach(tx, header, links::add);
            for (Link link : links) {
                if (link.target() instanceof Link.Hard hard && hard.address() != address) {
                    drop(file, tx, hard.address(), depth + 1);
                }
            }
            Links.free(tx, header);
        } else {
            file.dropWriter(address);
            freeData(tx, header);
            for (SharedMessageRef shared : header.all(SharedMessageRef.class)) {
                if (shared.typeId() == MessageType.DATATYPE && shared.place() == SharedMessageRef.Place.COMMITTED) {
                    Types.release(tx, shared.address());
                }
            }
        }
        AttributeTable.forEachCommittedType(tx, header, used -> Types.release(tx, used));
        AttributeTable.free(tx, header);
        header.free(tx);
        file.noteDeleted(address);
    }

    /** Gives back the raw data of a dataset and the index of its chunks. */
    static void freeData(MetaTransaction tx, ObjectHeader header) {
        DataLayout layout = header.first(DataLayout.class);
        if (layout instanceof ContiguousLayout contiguous
                && contiguous.address() != ByteSource.UNDEFINED
                && contiguous.size() > 0) {
            tx.release(contiguous.address(), contiguous.size());
        } else if (layout instanceof ContiguousLayout) {
            ExternalFiles external = header.first(ExternalFiles.class);
            if (external != null) {
                LocalNames.open(external.heapAddress()).free(tx); // the raw files stay
            }
        } else if (layout instanceof ChunkedLayout) {
            ChunkIndex index = DatasetHeader.of(tx, header).index();
            index.forEach(tx, (scaled, chunk) -> tx.release(chunk.address(), chunk.storedBytes()));
            index.free(tx);
        }
    }
}

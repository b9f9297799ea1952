package dev.tutti.engine.check;

import dev.tutti.engine.btree.BTree1;
import dev.tutti.engine.group.SymbolTableLinks;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.heap.LocalNames;
import dev.tutti.engine.index.ChunkIndex;
import dev.tutti.engine.index.FilterState;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.object.AttributeTable;
import dev.tutti.engine.object.DatasetHeader;
import dev.tutti.engine.object.Groups;
import dev.tutti.engine.object.Links;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.engine.object.Resolver;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.ContiguousLayout;
import dev.tutti.format.message.ExternalFiles;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.SharedMessageRef;
import dev.tutti.format.message.SymbolTable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at every structure that can be reached from the root group: decodes it, which verifies its checksum, and checks that addresses lie
 * inside the file, that chunks lie inside the shape, that reference counts are right, that nothing overlaps, and that what is kept as free is free; of old files, that B-trees and local heaps are in
 * order. Changes nothing.
 */
public final class FileChecker {
    private static final int MOST_PROBLEMS = 1000;
    private static final int MOST_OVERLAPS = 20;

    /**
     * What was found.
     *
     * @param problems at most 1000
     * @param groups number of groups
     * @param datasets number of datasets
     * @param chunks number of stored chunks
     * @param usedEnd first byte behind all structures that were reached
     */
    public record Result(List<Problem> problems, long groups, long datasets, long chunks, long usedEnd) {}

    private record Visit(String path, long address) {}

    private final OpenFile file;
    private final MetaView view;
    private final List<Problem> problems = new ArrayList<>();
    private final Ranges ranges = new Ranges();
    private final Map<Long, Long> linksTo = new HashMap<>();
    private final Map<Long, Long> typesUsed = new HashMap<>();
    private final Map<Long, String> counted = new HashMap<>();
    private final Deque<Visit> waiting = new ArrayDeque<>();
    private final long end;
    private long groups;
    private long datasets;
    private long chunks;

    private FileChecker(OpenFile file) {
        this.file = file;
        this.view = file.meta();
        this.end = fileSize(file) - file.reader().base();
    }

    private static long fileSize(OpenFile file) {
        try {
            return file.store().size();
        } catch (IOException e) {
            throw new H5Exception(file.path() + ": reading failed: " + e.getMessage(), e);
        }
    }

    /** Checks a whole file. */
    public static Result check(OpenFile file) {
        FileChecker checker = new FileChecker(file);
        checker.run();
        return new Result(
                List.copyOf(checker.problems), checker.groups, checker.datasets, checker.chunks, checker.ranges.end());
    }

    private void run() {
        ranges.add(
                -file.reader().base(), file.reader().base() + file.superblock().length());
        long root = Resolver.root(file).address();
        linksTo.put(root, 1L);
        waiting.add(new Visit("/", root));
        while (!waiting.isEmpty()) {
            Visit visit = waiting.remove();
            guarded(visit.path, visit.address, () -> visit(visit));
        }
        long extension = file.superblock().extensionAddress();
        if (extension != ByteSource.UNDEFINED) {
            guarded(
                    "file",
                    extension,
                    () -> KeptFree.examine(
                            view,
                            extension,
                            ranges,
                            (address, length, by) -> problem(
                                    "file",
                                    address,
                                    length + " bytes are listed as free, and the structure at byte " + by
                                            + " stands in them")));
        }
        counted.forEach((address, path) -> guarded(path, address, () -> checkCount(path, address)));
        ranges.overlaps(
                MOST_OVERLAPS,
                (first, second) -> problem(
                        "file",
                        second,
                        "overlaps the structure at byte " + first + "; each byte should belong to one structure"));
    }

    private void guarded(String path, long address, Runnable step) {
        try {
            step.run();
        } catch (H5UnsupportedException e) {
            problem(path, address, "not checked: " + e.getMessage());
        } catch (H5Exception e) {
            problem(path, address, String.valueOf(e.getMessage()));
        }
    }

    private void problem(String path, long address, String message) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Problem(path, address, message));
        }
    }

    private void visit(Visit visit) {
        ObjectHeader header = ObjectHeader.load(view, visit.address);
        for (ObjectHeader.Extent chunk : header.extents()) {
            range(visit.path, chunk.address(), chunk.length());
        }
        counted.put(visit.address, visit.path);
        if (header.version() == 1 && header.storedMessages() != header.prefix().messageCount()) {
            problem(
                    visit.path,
                    visit.address,
                    header.storedMessages() + " messages are expected in the object header, found a count of "
                            + header.prefix().messageCount());
        }
        guarded(visit.path, visit.address, () -> AttributeTable.forEach(view, header, attribute -> {}));
        guarded(visit.path, visit.address, () -> countTypes(header));
        if (Links.isGroup(header)) {
            groups++;
            SymbolTable table = header.first(SymbolTable.class);
            if (table != null) {
                guarded(visit.path, visit.address, () -> SymbolTableLinks.open(table)
                        .examine(view, findings(visit.path)));
            }
            Links.forEach(view, header, link -> follow(visit, link));
        } else if (DatasetHeader.isDataset(header)) {
            datasets++;
            dataset(visit.path, DatasetHeader.of(view, header));
        }
    }

    private BTree1.Findings findings(String path) {
        return new BTree1.Findings() {
            @Override
            public void block(long address, long length) {
                range(path, address, length);
            }

            @Override
            public void problem(long address, String what) {
                FileChecker.this.problem(path, address, what);
            }
        };
    }

    /** A committed datatype counts the objects and attributes of that type as links to it. */
    private void countTypes(ObjectHeader header) {
        AttributeTable.forEachCommittedType(view, header, address -> typesUsed.merge(address, 1L, Long::sum));
        for (SharedMessageRef shared : header.all(SharedMessageRef.class)) {
            if (shared.typeId() == MessageType.DATATYPE && shared.place() != SharedMessageRef.Place.HEAP) {
                typesUsed.merge(shared.address(), 1L, Long::sum);
            }
        }
    }

    private void follow(Visit group, Link link) {
        if (link.target() instanceof Link.Hard hard) {
            if (linksTo.merge(hard.address(), 1L, Long::sum) == 1) {
                waiting.add(new Visit((group.path.equals("/") ? "" : group.path) + "/" + link.name(), hard.address()));
            }
        }
    }

    private void checkCount(String path, long address) {
        ObjectHeader header = ObjectHeader.load(view, address);
        long links = linksTo.getOrDefault(address, 0L) + typesUsed.getOrDefault(address, 0L);
        boolean root = address == Resolver.root(file).address();
        if (Groups.references(header) != links && !root) {
            problem(
                    path,
                    address,
                    "a reference count of " + links + " is expected, found " + Groups.references(header));
        }
    }

    private void dataset(String path, DatasetHeader dataset) {
        ExternalFiles external = dataset.external();
        if (external != null) {
            guarded(path, external.heapAddress(), () -> LocalNames.open(external.heapAddress())
                    .extents(view)
                    .forEach(extent -> range(path, extent[0], extent[1])));
        }
        if (dataset.layout() instanceof ContiguousLayout contiguous && contiguous.address() != ByteSource.UNDEFINED) {
            range(path, contiguous.address(), contiguous.size());
            long needed = dataset.space().elements() * dataset.type().size();
            if (contiguous.size() < needed) {
                problem(
                        path,
                        contiguous.address(),
                        needed + " bytes of values are expected, found " + contiguous.size());
            }
        } else if (dataset.layout() instanceof ChunkedLayout layout) {
            ChunkIndex index = dataset.index();
            if (layout.index() instanceof ChunkIndexType.BTree1 && layout.address() != ByteSource.UNDEFINED) {
                ChunkIndex.examineTree(view, layout, findings(path));
            }
            long plain = layout.chunkBytes();
            index.forEach(view, (scaled, chunk) -> {
                chunks++;
                range(path, chunk.address(), chunk.storedBytes());
                if (dataset.filterState() == FilterState.UNFILTERED && chunk.storedBytes() != plain) {
                    problem(
                            path,
                            chunk.address(),
                            "a chunk of " + plain + " bytes is expected, found " + chunk.storedBytes());
                }
                for (int i = 0; i < scaled.length; i++) {
                    if (scaled[i] * layout.chunkDims()[i] >= dataset.space().dims()[i]) {
                        problem(
                                path,
                                chunk.address(),
                                "a chunk inside the shape is expected, found one at chunk "
                                        + java.util.Arrays.toString(scaled));
                        break;
                    }
                }
            });
        }
    }

    private void range(String path, long address, long length) {
        if (address < 0 || length < 0 || address > end - length) {
            problem(
                    path,
                    address,
                    "a range inside the file of " + end + " bytes is expected, found " + length + " bytes at "
                            + address);
            return;
        }
        ranges.add(address, length);
    }
}

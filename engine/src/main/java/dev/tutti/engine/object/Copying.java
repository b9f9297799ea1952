package dev.tutti.engine.object;

import dev.tutti.engine.chunk.Selection;
import dev.tutti.engine.chunk.Selection.Hyperslab;
import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.VirtualLayout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Copies objects with all that is in them, within a file or to another one. Hard links among the copied objects lead to their copies; soft and
 * external links are copied as they are unless the options expand them; datasets whose type has a name share its copy. Object and region references keep
 * leading to what they led to within a file, and lead nowhere in another one, unless the options expand them.
 *
 * <p>First all objects are made and linked, then values and attributes follow: only then is it known where every copy is.
 */
public final class Copying {
    private static final int DEEPEST = 512;
    private static final long BLOCK_BYTES = 4L << 20;

    /** What of a dataset is made otherwise than it was. */
    @FunctionalInterface
    public interface Remake {
        /** Says what a copy is to be, knowing what it would be as it stands. */
        DatasetSpec apply(DatasetSpec asItStands);
    }

    /** What the copies of objects of several files share: there are several where external links are expanded. */
    private record Run(OpenFile to, Set<CopyOption> options, Remake remake, Map<OpenFile, Copying> sources) {
        Copying source(OpenFile file) {
            return sources.computeIfAbsent(file, other -> new Copying(other, this));
        }
    }

    /** An object whose values and attributes are still to be copied. */
    private record Waiting(ObjectHeader source, @Nullable DatasetHeader dataset, long copy) {}

    private final OpenFile from;
    private final OpenFile to;
    private final Run run;
    private final CopiedValues values;
    private final Map<Long, Long> copies = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private Copying(OpenFile from, Run run) {
        this.from = from;
        this.to = run.to;
        this.run = run;
        this.values = new CopiedValues(from, to, this::referred);
    }

    /** Copies the object at {@code source} of a file to {@code target} of the same file or of another one. */
    public static void copy(OpenFile from, String source, OpenFile to, String target, Set<CopyOption> options) {
        if (from == to && (Resolver.normal(target) + "/").startsWith(Resolver.normal(source) + "/")) {
            throw new H5ExistsException(
                    from.path() + ": '" + source + "' cannot be copied into itself ('" + target + "')");
        }
        settle(from);
        Located object = Resolver.get(Resolver.root(from), source);
        to.changing(tx -> {
            Located parent = Groups.require(Resolver.root(to), Groups.parent(target));
            Run run = new Run(to, options, spec -> spec, new HashMap<>());
            long copy = run.source(object.file()).object(tx, object.address(), 0);
            finish(tx, run);
            Groups.insert(tx, parent, Groups.name(target), new Link.Hard(copy));
            return target;
        });
    }

    /**
     * Copies all that a file holds into an empty one.
     *
     * @param remake what datasets become
     */
    public static void copyAll(OpenFile from, OpenFile to, Remake remake) {
        settle(from);
        to.changing(tx -> {
            Run run = new Run(to, Set.of(CopyOption.EXPAND_REFERENCES), remake, new HashMap<>());
            Copying copying = run.source(from);
            long address = Resolver.root(from).address();
            ObjectHeader root = ObjectHeader.load(from.meta(), address);
            long copy = Resolver.root(to).address();
            copying.copies.put(address, copy);
            copying.waiting.add(new Waiting(root, null, copy));
            copying.links(tx, root, copy, 0);
            finish(tx, run);
            return to;
        });
    }

    private static void settle(OpenFile from) {
        if (from.writable()) {
            from.writing(tx -> {
                from.settleAll();
                return tx;
            });
        }
    }

    /** Values may refer to objects that are copied along, whose values follow then. */
    private static void finish(MetaTransaction tx, Run run) {
        boolean more = true;
        while (more) {
            more = false;
            for (Copying source : List.copyOf(run.sources.values())) {
                for (Waiting next = source.waiting.poll(); next != null; next = source.waiting.poll()) {
                    source.fill(tx, next);
                    more = true;
                }
            }
        }
    }

    private void fill(MetaTransaction tx, Waiting object) {
        if (object.dataset != null) {
            values(object.dataset, new Located(to, object.copy));
        }
        if (run.options.contains(CopyOption.WITHOUT_ATTRIBUTES)) {
            return;
        }
        List<Attribute> attributes = new ArrayList<>();
        AttributeTable.forEach(from.meta(), object.source, attributes::add);
        for (Attribute attribute : attributes) {
            Attribute copied = copied(tx, attribute); // before the header is loaded: it may change on the way
            AttributeTable.put(
                    tx, ObjectHeader.load(tx, object.copy), copied, to.mode().live());
        }
    }

    /** Where a reference to an object leads after the copy; 0 for nowhere. */
    private long referred(long address) {
        if (!run.options.contains(CopyOption.EXPAND_REFERENCES)) {
            return from == to ? address : 0;
        }
        Long known = copies.get(address);
        return known != null ? known : leads(address) ? object(to.transaction(), address, 0) : 0;
    }

    /** Whether an object stands there; references outlive what they led to. */
    private boolean leads(long address) {
        try {
            ObjectHeader header = ObjectHeader.load(from.meta(), address);
            return Links.isGroup(header) || DatasetHeader.isDataset(header) || Types.of(from.meta(), header) != null;
        } catch (H5CorruptException e) {
            return false;
        }
    }

    private long object(MetaTransaction tx, long address, int depth) {
        Long known = copies.get(address);
        if (known != null) {
            Groups.count(tx, known, 1);
            return known;
        }
        if (depth > DEEPEST) {
            throw new H5TypeException(from.path() + ": groups are nested more than " + DEEPEST + " deep");
        }
        ObjectHeader source = ObjectHeader.load(from.meta(), address);
        if (Links.isGroup(source)) {
            return group(tx, source, depth);
        }
        if (DatasetHeader.isDataset(source)) {
            DatasetHeader state = Datasets.load(new Located(from, address), from.meta());
            boolean virtual = state.layout() instanceof VirtualLayout; // no values are copied then
            return made(source, virtual ? null : state, dataset(tx, source, state));
        }
        return made(source, null, namedType(tx, source));
    }

    private long made(ObjectHeader source, @Nullable DatasetHeader dataset, long copy) {
        copies.put(source.address(), copy);
        waiting.add(new Waiting(source, dataset, copy));
        return copy;
    }

    private long group(MetaTransaction tx, ObjectHeader source, int depth) {
        long copy = Groups.create(tx, Compat.of(to), to.mode().live(), CreationOrder.of(source))
                .address();
        made(source, null, copy);
        if (depth == 0 || !run.options.contains(CopyOption.SHALLOW)) {
            links(tx, source, copy, depth);
        }
        return copy;
    }

    private void links(MetaTransaction tx, ObjectHeader source, long copy, int depth) {
        List<Link> links = new ArrayList<>();
        Links.forEach(from.meta(), source, links::add);
        links.sort(Comparator.comparingLong(Link::creationOrder)); // they are numbered anew
        for (Link link : links) {
            Located object = followed(source, link);
            Link.Target target = object == null
                    ? link.target()
                    : new Link.Hard(run.source(object.file()).object(tx, object.address(), depth + 1));
            Link same = new Link(link.name(), target, -1, link.charset());
            Links.insert(tx, ObjectHeader.load(tx, copy), same, to.mode().live());
        }
    }

    /** The object that is copied for a link; null if the link itself is. */
    private @Nullable Located followed(ObjectHeader group, Link link) {
        if (link.target() instanceof Link.Hard hard) {
            return new Located(from, hard.address());
        }
        boolean soft = link.target() instanceof Link.Soft && run.options.contains(CopyOption.EXPAND_SOFT);
        boolean external = link.target() instanceof Link.External && run.options.contains(CopyOption.EXPAND_EXTERNAL);
        return soft || external ? Resolver.follow(new Located(from, group.address()), link) : null;
    }

    private long namedType(MetaTransaction tx, ObjectHeader source) {
        Datatype type = Types.of(from.meta(), source);
        if (type == null) {
            throw new H5TypeException(from.path() + ": the object at " + source.address()
                    + " is no group, no dataset and no datatype; it cannot be copied");
        }
        return Types.create(tx, to, type, CreationOrder.of(source));
    }

    private long dataset(MetaTransaction tx, ObjectHeader source, DatasetHeader state) {
        if (state.layout() instanceof VirtualLayout layout) {
            DatasetSpec spec = new DatasetSpec(
                            state.type(),
                            state.space(),
                            DatasetSpec.Storage.VIRTUAL,
                            new int[0],
                            List.of(),
                            state.fill())
                    .keeping(source);
            return DatasetCreation.create(tx, to, spec.over(VirtualData.mappings(from.meta(), layout)))
                    .address();
        }
        // Values in raw files come into this file, where only chunks grow.
        boolean grows = !Arrays.equals(state.space().dims(), state.space().maxDims());
        DatasetSpec.Storage storage = state.layout() instanceof ChunkedLayout || grows
                ? DatasetSpec.Storage.CHUNKED
                : state.layout() instanceof CompactLayout
                        ? DatasetSpec.Storage.COMPACT
                        : DatasetSpec.Storage.CONTIGUOUS;
        int[] chunk = state.layout() instanceof ChunkedLayout chunked
                ? chunked.chunkDims()
                : grows
                        ? CopyBlocks.tile(
                                state.space().dims(),
                                state.space().maxDims(),
                                state.type().size())
                        : new int[0];
        DatasetSpec spec = run.remake.apply(new DatasetSpec(
                        state.type(),
                        state.space(),
                        storage,
                        chunk,
                        state.filters().filters(),
                        state.fill())
                .keeping(source));
        long named = Types.committed(source);
        if (named == 0) {
            return DatasetCreation.create(tx, to, spec).address();
        }
        if (from == to) {
            return DatasetCreation.create(tx, to, spec.withCommittedType(named)).address();
        }
        long type = object(tx, named, 0);
        long copy = DatasetCreation.create(tx, to, spec.withCommittedType(type)).address();
        Groups.count(
                tx, type, -1); // the copy of the type was counted for this use, and again when the dataset was made
        return copy;
    }

    private void values(DatasetHeader state, Located copy) {
        if (state.space().elements() == 0) {
            return;
        }
        if (state.layout() instanceof ChunkedLayout chunked && !Types.hasPointers(state.type())) {
            DatasetHeader made = Datasets.pending(copy);
            boolean same = made.layout() instanceof ChunkedLayout there
                    && Arrays.equals(there.chunkDims(), chunked.chunkDims())
                    && same(made.filters().filters(), state.filters().filters())
                    && ((there.flags() ^ chunked.flags()) & ChunkedLayout.PARTIAL_UNFILTERED) == 0;
            if (same) {
                chunks(state, copy);
                return;
            }
        }
        long[] shape = state.space().dims();
        if (shape.length == 0) {
            block(state, copy, Selection.ALL, 1);
            return;
        }
        int[] tile = state.layout() instanceof ChunkedLayout chunked ? chunked.chunkDims() : ones(shape.length);
        CopyBlocks.forEach(shape, tile, BLOCK_BYTES / Math.max(1, state.type().size()), (start, length) -> {
            Hyperslab box = Hyperslab.box(start, length);
            block(state, copy, box, Math.toIntExact(box.elements(shape)));
        });
    }

    private static int[] ones(int rank) {
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Whether two pipelines do the same; old files keep names of filters that new ones leave out. */
    private static boolean same(List<Filter> some, List<Filter> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i).id() == others.get(i).id()
                    && Arrays.equals(some.get(i).clientData(), others.get(i).clientData());
        }
        return same;
    }

    /** Chunks that stay as they are need not pass the filters, which so need not even be there. */
    private void chunks(DatasetHeader state, Located copy) {
        Located source = new Located(from, state.header().address());
        for (DirectChunks.Stored stored : DirectChunks.all(source)) {
            ByteBuffer bytes = DirectChunks.bytes(from.meta(), stored.chunk());
            DirectChunks.write(copy, stored.offset(), bytes, stored.chunk().filterMask());
        }
    }

    private void block(DatasetHeader state, Located copy, Selection selection, int elements) {
        byte[] bytes = new byte[Math.multiplyExact(elements, state.type().size())];
        Datasets.read(from, from.meta(), state, selection, (type, view) -> Conversions.rawReader(type, bytes));
        Datasets.write(copy, selection, tx -> {
            values.relocate(tx, state.type(), bytes, elements);
            return Conversions.rawWriter(state.type(), bytes);
        });
    }

    private Attribute copied(MetaTransaction tx, Attribute attribute) {
        byte[] data = attribute.data().clone();
        values.relocate(tx, attribute.type(), data, attribute.space().elements());
        return new Attribute(attribute.name(), attribute.type(), attribute.space(), data, attribute.charset());
    }
}

package dev.tutti.engine.object;

import dev.tutti.engine.chunk.ChunkReader;
import dev.tutti.engine.chunk.Selection;
import dev.tutti.engine.chunk.Selection.Hyperslab;
import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.VariableLength;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.ChunkedLayout;
import dev.tutti.format.message.CompactLayout;
import dev.tutti.format.message.Link;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies objects with all that is in them, within a file or to another one. Hard links among the copied objects lead to their copies; soft and
 * external links are copied as they are; object references keep the address they had, which means something in the same file only.
 */
public final class Copying {
    private static final int DEEPEST = 512;
    private static final long BLOCK_BYTES = 4L << 20;

    private final OpenFile from;
    private final OpenFile to;
    private final Map<Long, Long> copies = new HashMap<>();

    private Copying(OpenFile from, OpenFile to) {
        this.from = from;
        this.to = to;
    }

    /** Copies the object at {@code source} of a file to {@code target} of the same file. */
    public static void copy(OpenFile file, String source, String target) {
        copy(file, source, file, target);
    }

    /** Copies the object at {@code source} of a file to {@code target} of another file. */
    public static void copy(OpenFile from, String source, OpenFile to, String target) {
        if (from == to && (Resolver.normal(target) + "/").startsWith(Resolver.normal(source) + "/")) {
            throw new H5ExistsException(
                    from.path() + ": '" + source + "' cannot be copied into itself ('" + target + "')");
        }
        if (from.writable()) {
            from.writing(tx -> {
                from.settleAll();
                return tx;
            });
        }
        Located object = Resolver.get(Resolver.root(from), source);
        to.changing(tx -> {
            Located parent = Groups.require(Resolver.root(to), Groups.parent(target));
            long copy = new Copying(object.file(), to).object(tx, object.address(), 0);
            Groups.insert(tx, parent, Groups.name(target), new Link.Hard(copy));
            return target;
        });
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
        long copy;
        if (Links.isGroup(source)) {
            copy = group(tx, source, depth);
        } else if (DatasetHeader.isDataset(source)) {
            copy = dataset(tx, source);
        } else {
            copy = namedType(tx, source);
        }
        copies.put(address, copy);
        List<Attribute> attributes = new ArrayList<>();
        AttributeTable.forEach(from.meta(), source, attributes::add);
        for (Attribute attribute : attributes) {
            AttributeTable.put(
                    tx,
                    ObjectHeader.load(tx, copy),
                    copied(tx, attribute),
                    to.mode().live());
        }
        return copy;
    }

    private long group(MetaTransaction tx, ObjectHeader source, int depth) {
        long copy = ObjectHeader.create(tx, Groups.spec(to.mode().live(), CreationOrder.of(source)))
                .address();
        copies.put(source.address(), copy);
        List<Link> links = new ArrayList<>();
        Links.forEach(from.meta(), source, links::add);
        links.sort(Comparator.comparingLong(Link::creationOrder)); // they are numbered anew
        for (Link link : links) {
            Link.Target target = link.target() instanceof Link.Hard hard
                    ? new Link.Hard(object(tx, hard.address(), depth + 1))
                    : link.target();
            Link same = new Link(link.name(), target, -1, link.charset());
            Links.insert(tx, ObjectHeader.load(tx, copy), same, to.mode().live());
        }
        return copy;
    }

    private long namedType(MetaTransaction tx, ObjectHeader source) {
        Datatype type = Types.of(from.meta(), source);
        if (type == null) {
            throw new H5TypeException(from.path() + ": the object at " + source.address()
                    + " is no group, no dataset and no datatype; it cannot be copied");
        }
        return Types.create(tx, to, type, CreationOrder.of(source));
    }

    private long dataset(MetaTransaction tx, ObjectHeader source) {
        DatasetHeader state = Datasets.load(new Located(from, source.address()), from.meta());
        DatasetSpec.Storage storage = state.layout() instanceof ChunkedLayout
                ? DatasetSpec.Storage.CHUNKED
                : state.layout() instanceof CompactLayout
                        ? DatasetSpec.Storage.COMPACT
                        : DatasetSpec.Storage.CONTIGUOUS;
        int[] chunk = state.layout() instanceof ChunkedLayout chunked ? chunked.chunkDims() : new int[0];
        DatasetSpec spec = new DatasetSpec(
                        state.type(),
                        state.space(),
                        storage,
                        chunk,
                        state.filters().filters(),
                        state.fill())
                .withOrder(CreationOrder.of(source));
        long copy = DatasetCreation.create(tx, to, spec).address();
        values(state, new Located(to, copy));
        return copy;
    }

    private void values(DatasetHeader state, Located copy) {
        if (state.space().elements() == 0) {
            return;
        }
        long[] shape = state.space().dims();
        if (shape.length == 0) {
            block(state, copy, Selection.ALL, 1);
            return;
        }
        long row = state.space().elements() / shape[0];
        long tile = state.layout() instanceof ChunkedLayout chunked ? chunked.chunkDims()[0] : 1;
        long rows = Math.max(1, BLOCK_BYTES / Math.max(1, row * state.type().size()) / tile) * tile;
        for (long first = 0; first < shape[0]; first += rows) {
            long count = Math.min(rows, shape[0] - first);
            long[] start = new long[shape.length];
            start[0] = first;
            long[] length = shape.clone();
            length[0] = count;
            block(state, copy, Hyperslab.box(start, length), Math.toIntExact(count * row));
        }
    }

    private void block(DatasetHeader state, Located copy, Selection selection, int elements) {
        byte[] bytes = new byte[Math.multiplyExact(elements, state.type().size())];
        new ChunkReader(from.meta(), from.workers(), from.decoded())
                .read(state.stored(from.filters()), selection, Conversions.rawReader(state.type(), bytes));
        Datasets.write(copy, selection, tx -> {
            relocate(tx, state.type(), bytes, elements);
            return Conversions.rawWriter(state.type(), bytes);
        });
    }

    private Attribute copied(MetaTransaction tx, Attribute attribute) {
        byte[] data = attribute.data().clone();
        relocate(tx, attribute.type(), data, (int) attribute.space().elements());
        return new Attribute(attribute.name(), attribute.type(), attribute.space(), data, attribute.charset());
    }

    /** Gives values of variable length places of their own, so that no two objects share them. */
    private void relocate(MetaTransaction tx, Datatype type, byte[] bytes, int elements) {
        if (!hasVlen(type)) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < elements; i++) {
            relocate(tx, type, buffer, i * type.size());
        }
    }

    private void relocate(MetaTransaction tx, Datatype type, ByteBuffer buffer, int at) {
        if (type instanceof Compound compound) {
            for (Compound.Member member : compound.members()) {
                relocate(tx, member.type(), buffer, at + member.offset());
            }
        } else if (type instanceof ArrayType array && hasVlen(array.base())) {
            for (int i = 0; i < array.size() / array.base().size(); i++) {
                relocate(tx, array.base(), buffer, at + i * array.base().size());
            }
        } else if (type instanceof VariableLength vlen) {
            long collection = buffer.getLong(at + 4);
            int length = buffer.getInt(at);
            if (length == 0 || collection == 0 || collection == -1) {
                return;
            }
            byte[] value = Vlens.reader(from.meta())
                    .read(collection, buffer.getInt(at + 12))
                    .clone();
            relocate(tx, vlen.base(), value, length);
            var place = Vlens.writer(tx, to).put(value);
            buffer.putLong(at + 4, place.collection()).putInt(at + 12, place.index());
        }
    }

    private static boolean hasVlen(Datatype type) {
        if (type instanceof Compound compound) {
            return compound.members().stream().anyMatch(member -> hasVlen(member.type()));
        }
        return type instanceof VariableLength || (type instanceof ArrayType array && hasVlen(array.base()));
    }
}

package dev.tutti.format.message;

import dev.tutti.format.RandomValues;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.List;

/** Random messages of every type, all of them valid in a file of some widths. */
public final class RandomMessages {
    /** How many kinds {@link #message} knows. */
    public static final int KINDS = 27;

    private final RandomValues values;
    private final Widths widths;

    /** Messages for one file. */
    public RandomMessages(RandomValues values, Widths widths) {
        this.values = values;
        this.widths = widths;
    }

    /** A message of kind 0 to {@link #KINDS} - 1. */
    public Message message(int kind) {
        return switch (kind) {
            case 0 -> new Nil(values.below(100));
            case 1 -> values.dataspace(widths, 1000);
            case 2 -> linkInfo();
            case 3 -> new DatatypeMessage(values.datatype(3));
            case 4 -> new FillValueOld(values.bytes(values.below(20)));
            case 5 -> fillValue();
            case 6 -> link();
            case 7 -> externalFiles();
            case 8 -> new CompactLayout(values.bytes(values.below(100)));
            case 9 -> new ContiguousLayout(values.addressOrNone(widths), values.number(widths.lengths()));
            case 10 -> chunked();
            case 11 ->
                new VirtualLayout(values.addressOrNone(widths), values.random().nextInt());
            case 12 -> new Bogus(0xdeadbeef);
            case 13 -> groupInfo();
            case 14 -> pipeline();
            case 15 -> attribute();
            case 16 -> new Comment(values.text(0, 40));
            case 17 -> new ModificationTime(ModificationTime.Form.NEW, values.number(4));
            case 18 -> new ModificationTime(ModificationTime.Form.OLD, values.number(4));
            case 19 -> new SharedTable(values.addressOrNone(widths), values.below(256));
            case 20 -> new Continuation(values.address(widths), 1 + values.below(1000));
            case 21 -> new SymbolTable(values.address(widths), values.address(widths));
            case 22 -> new BtreeK(values.below(65536), values.below(65536), values.below(65536));
            case 23 -> new DriverInfo("NCSAmult", values.bytes(values.below(50)));
            case 24 -> attributeInfo();
            case 25 -> new ReferenceCount(values.number(4));
            default -> fileSpaceInfo();
        };
    }

    private LinkInfo linkInfo() {
        boolean indexed = values.coin();
        return new LinkInfo(
                values.coin() ? -1 : values.number(8),
                values.addressOrNone(widths),
                values.addressOrNone(widths),
                indexed ? values.addressOrNone(widths) : ByteSource.UNDEFINED,
                indexed);
    }

    private AttributeInfo attributeInfo() {
        boolean indexed = values.coin();
        return new AttributeInfo(
                values.coin() ? -1 : values.below(65536),
                values.addressOrNone(widths),
                values.addressOrNone(widths),
                indexed ? values.addressOrNone(widths) : ByteSource.UNDEFINED,
                indexed);
    }

    private FillValue fillValue() {
        FillValue.State state = values.one(FillValue.State.values());
        return new FillValue(
                values.one(FillValue.AllocTime.values()),
                values.one(FillValue.WriteTime.values()),
                state,
                values.bytes(state == FillValue.State.VALUE ? 1 + values.below(20) : 0));
    }

    private Link link() {
        String name = values.text(1, values.coin() ? 20 : 400);
        Link.Target target =
                switch (values.below(4)) {
                    case 0 -> new Link.Hard(values.address(widths));
                    case 1 -> new Link.Soft(values.text(1, 50));
                    case 2 -> new Link.External(values.text(1, 20), values.text(1, 20));
                    default -> new Link.UserDefined(65 + values.below(191), values.bytes(values.below(30)));
                };
        return new Link(name, target, values.coin() ? -1 : values.number(8), values.charset());
    }

    private ExternalFiles externalFiles() {
        List<ExternalFiles.Slot> slots = new ArrayList<>();
        for (int i = values.below(4); i > 0; i--) {
            long size = values.coin() ? -1 : values.number(widths.lengths());
            slots.add(new ExternalFiles.Slot(values.number(widths.lengths()), values.number(widths.lengths()), size));
        }
        return new ExternalFiles(values.address(widths), slots.size() + values.below(3), slots);
    }

    private ChunkedLayout chunked() {
        int[] dims = new int[1 + values.below(5)];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = 1 + (int) values.number(1 + values.below(3));
        }
        int elementSize = 1 + values.below(300);
        long address = values.addressOrNone(widths);
        int edge = values.below(2);
        int version = 4 + values.below(2);
        switch (values.below(6)) {
            case 0:
                return new ChunkedLayout(dims, elementSize, 0, new ChunkIndexType.BTree1(), address);
            case 1:
                boolean filtered = values.coin();
                ChunkIndexType single = filtered
                        ? new ChunkIndexType.SingleChunk(
                                values.number(widths.lengths()), values.random().nextInt())
                        : new ChunkIndexType.SingleChunk(-1, 0);
                return new ChunkedLayout(dims, elementSize, edge | (filtered ? 2 : 0), single, address, version);
            case 2:
                return new ChunkedLayout(dims, elementSize, edge, new ChunkIndexType.Implicit(), address, version);
            case 3:
                ChunkIndexType fixed = new ChunkIndexType.FixedArray(1 + values.below(255));
                return new ChunkedLayout(dims, elementSize, edge, fixed, address, version);
            case 4:
                ChunkIndexType array = new ChunkIndexType.ExtensibleArray(
                        32, 1 + values.below(99), 1 + values.below(99), 1 + values.below(99), 10);
                return new ChunkedLayout(dims, elementSize, edge, array, address, version);
            default:
                ChunkIndexType tree =
                        new ChunkIndexType.BTree2(1 + values.below(5000), 1 + values.below(100), 1 + values.below(100));
                return new ChunkedLayout(dims, elementSize, edge, tree, address, version);
        }
    }

    private GroupInfo groupInfo() {
        boolean phase = values.coin();
        boolean estimate = values.coin();
        return new GroupInfo(
                phase ? values.below(65536) : -1,
                phase ? values.below(65536) : -1,
                estimate ? values.below(65536) : -1,
                estimate ? values.below(65536) : -1);
    }

    private FilterPipeline pipeline() {
        List<Filter> filters = new ArrayList<>();
        for (int i = values.below(5); i > 0; i--) {
            int id = values.coin() ? values.below(256) : 256 + values.below(60_000);
            int[] data = values.random().ints(values.below(6)).toArray();
            String name = id < 256 || values.coin() ? null : values.text(0, 20);
            filters.add(new Filter(id, name, values.below(2), data));
        }
        return new FilterPipeline(filters);
    }

    private Message attribute() {
        Dataspace space = values.dataspace(widths, 3);
        if (values.coin()) {
            SharedMessageRef type = values.coin()
                    ? SharedMessageRef.committedDatatype(values.address(widths))
                    : new SharedMessageRef(
                            MessageType.DATATYPE, SharedMessageRef.Place.HEAP, ByteSource.UNDEFINED, values.bytes(8));
            return new UnresolvedAttribute(
                    values.text(1, 30), type, space, values.bytes(values.below(50)), values.charset());
        }
        Datatype type = values.datatype(2);
        while (type.size() > 1000) {
            type = values.datatype(1);
        }
        byte[] data = values.bytes((int) (space.elements() * type.size()));
        return new Attribute(values.text(1, 30), type, space, data, values.charset());
    }

    private FileSpaceInfo fileSpaceInfo() {
        boolean persisting = values.coin();
        List<Long> managers = new ArrayList<>();
        long threshold = values.number(widths.lengths());
        if (values.coin()) {
            for (int i = 0; persisting && i < 6; i++) {
                managers.add(values.addressOrNone(widths));
            }
            return new FileSpaceInfo(0, persisting ? 1 : 2, persisting, threshold, 0, 0, -1, managers);
        }
        for (int i = 0; persisting && i < 12; i++) {
            managers.add(values.addressOrNone(widths));
        }
        return new FileSpaceInfo(
                1,
                values.below(4),
                persisting,
                threshold,
                values.number(widths.lengths()),
                values.below(65536),
                values.addressOrNone(widths),
                managers);
    }
}

package dev.tutti.engine.object;

import dev.tutti.engine.convert.VlenWriter;
import dev.tutti.engine.heap.GlobalHeap;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.selection.StoredSelection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What references lead to: values of the reference datatypes, of which there are the two old ones (the address of an object; a place in the global heap with
 * address and selection) and those of HDF5 1.12, which may also name an attribute or another file.
 *
 * <pre>
 * HDF5 1.12
 *  1  kind: 2 object, 3 region, 4 attribute
 *  1  flags: bit 0 the object is in another file
 *     object in the same file: length of an address (1), address
 *     else: bytes of the rest (4), collection of the global heap (O), number in it (4); there
 *       length of an address (1), address
 *       with bit 0: length of the file name (2), file name
 *       region: bytes of the selection (4), rank (4), selection
 *       attribute: length of the name (2), name
 * </pre>
 */
public final class References {
    private static final String STRUCTURE = "reference";
    private static final int OTHER_FILE = 1;
    private static final int OBJECT = 2;
    private static final int REGION = 3;
    private static final int ATTRIBUTE = 4;
    /** A region of more blocks is stored as what makes them, which HDF5 1.8 does not read. */
    private static final long MOST_BLOCKS = 10_000;

    private References() {}

    /**
     * What a reference leads to.
     *
     * @param address object header
     * @param file name of the file with the object; null if it is the same
     * @param region elements of the dataset; null if all of the object is meant
     * @param rank dimensions of the dataset that the region is of; 0 if there is none, or it is not known
     * @param attribute name of an attribute of the object; null if the object itself is meant
     */
    public record Target(
            long address,
            @Nullable String file,
            @Nullable StoredSelection region,
            int rank,
            @Nullable String attribute) {}

    /**
     * What an element of a reference datatype leads to; null if to nothing.
     *
     * @param element its bytes as they are stored
     * @throws H5CorruptException if they make no reference
     */
    public static @Nullable Target decode(MetaView view, Reference type, byte[] element) {
        if (element.length != type.size()) {
            throw new H5TypeException(view.path() + ": a reference of " + type.size() + " bytes is expected, found "
                    + element.length + " bytes");
        }
        ByteSource source = ByteSource.of(STRUCTURE, view.widths(), element);
        try {
            return switch (type.kind()) {
                case OBJECT -> object(source);
                case REGION -> region(view, source);
                default -> decode(view, source);
            };
        } catch (FormatException e) {
            throw new H5CorruptException(view.path(), -1, e.structure(), e.expected(), e.found(), e);
        }
    }

    private static @Nullable Target object(ByteSource source) {
        long address = source.address();
        return address == 0 || address == ByteSource.UNDEFINED ? null : new Target(address, null, null, 0, null);
    }

    private static byte @Nullable [] blob(MetaView view, ByteSource source) {
        long collection = source.address();
        int index = source.i32();
        return collection == 0 || collection == ByteSource.UNDEFINED ? null : GlobalHeap.read(view, collection, index);
    }

    private static @Nullable Target region(MetaView view, ByteSource source) {
        byte[] blob = blob(view, source);
        if (blob == null) {
            return null;
        }
        ByteSource object = ByteSource.of(STRUCTURE, view.widths(), blob);
        long address = object.address();
        return region(address, null, StoredSelection.decode(object), 0);
    }

    private static @Nullable Target decode(MetaView view, ByteSource source) {
        int kind = source.u8();
        int flags = source.u8();
        if (kind == 0) {
            return null;
        }
        source.require(kind >= OBJECT && kind <= ATTRIBUTE, "an object (2), a region (3) or an attribute (4)", kind);
        source.require((flags & ~OTHER_FILE) == 0, "known flags", flags);
        if (kind == OBJECT && flags == 0) {
            return new Target(address(source), null, null, 0, null);
        }
        source.skip(4);
        byte[] blob = blob(view, source);
        if (blob == null) {
            return null;
        }
        ByteSource rest = ByteSource.of(STRUCTURE, view.widths(), blob);
        long address = address(rest);
        String file = flags == 0 ? null : rest.text(rest.u16());
        if (kind == REGION) {
            rest.skip(4);
            int rank = (int) Math.min(rest.u32(), 32);
            return region(address, file, StoredSelection.decode(rest), rank);
        }
        return new Target(address, file, null, 0, kind == ATTRIBUTE ? rest.text(rest.u16()) : null);
    }

    private static Target region(long address, @Nullable String file, StoredSelection region, int rank) {
        int known = region instanceof StoredSelection.Points points
                ? points.rank()
                : region instanceof StoredSelection.Blocks blocks
                        ? blocks.rank()
                        : region instanceof StoredSelection.Regular regular ? regular.start().length : rank;
        return new Target(address, file, region, known, null);
    }

    private static long address(ByteSource source) {
        int length = source.u8();
        source.require(length == 2 || length == 4 || length == 8, "an address of 2, 4 or 8 bytes", length);
        byte[] bytes = Arrays.copyOf(source.bytes(length), 8);
        return ByteSource.of(STRUCTURE, Widths.EIGHT, bytes).unsigned(8);
    }

    /**
     * The bytes of a reference.
     *
     * @param heap keeps what is more than the address of an object
     * @throws H5TypeException if a reference of that type cannot lead there
     */
    public static byte[] encode(Widths widths, Reference type, Target target, VlenWriter heap) {
        ByteSink sink = new ByteSink(widths);
        StoredSelection region = target.region();
        boolean plain = target.file() == null && target.attribute() == null;
        switch (type.kind()) {
            case OBJECT -> {
                require(plain && region == null, "an object of the same file", target);
                sink.address(target.address());
            }
            case REGION -> {
                require(plain && region != null, "elements of a dataset of the same file", target);
                ByteSink blob = new ByteSink(widths).address(target.address());
                old(Objects.requireNonNull(region)).encode(blob);
                place(sink, heap.put(blob.toByteArray()));
            }
            default -> encode(sink, target, heap);
        }
        byte[] bytes = sink.toByteArray();
        if (bytes.length > type.size()) {
            throw new H5TypeException("a reference of " + bytes.length + " bytes does not fit one of " + type.size());
        }
        return Arrays.copyOf(bytes, type.size());
    }

    private static void require(boolean can, String expected, Target found) {
        if (!can) {
            String kind = found.attribute() != null
                    ? "an attribute"
                    : found.region() != null ? "elements of a dataset" : "an object";
            throw new H5TypeException("a reference of this type leads to " + expected + ", found one to " + kind
                    + (found.file() == null ? "" : " of " + found.file())
                    + "; references of HDF5 1.12 (DType.ANY_REFERENCE) lead anywhere");
        }
    }

    private static void encode(ByteSink sink, Target target, VlenWriter heap) {
        StoredSelection region = target.region();
        String attribute = target.attribute();
        String file = target.file();
        sink.u8(region != null ? REGION : attribute != null ? ATTRIBUTE : OBJECT);
        sink.u8(file == null ? 0 : OTHER_FILE);
        int width = sink.widths().offsets();
        if (region == null && attribute == null && file == null) {
            sink.u8(width).address(target.address());
            return;
        }
        ByteSink blob = new ByteSink(sink.widths());
        blob.u8(width).address(target.address());
        if (file != null) {
            text(blob, file);
        }
        if (region != null) {
            ByteSink selection = new ByteSink(sink.widths());
            region.encode(selection);
            blob.u32(selection.position()).u32(target.rank()).bytes(selection.toByteArray());
        } else if (attribute != null) {
            text(blob, attribute);
        }
        sink.u32(blob.position());
        place(sink, heap.put(blob.toByteArray()));
    }

    private static void place(ByteSink sink, VlenWriter.Place place) {
        sink.address(place.collection()).u32(place.index());
    }

    private static void text(ByteSink sink, String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > 0xffff) {
            throw new H5TypeException(
                    "a name of " + length + " bytes does not fit a reference, which has room for 65535");
        }
        sink.u16(length).text(text);
    }

    /** A selection as libraries before HDF5 1.10 read it: blocks one by one, where there are not too many. */
    private static StoredSelection old(StoredSelection region) {
        if (!(region instanceof StoredSelection.Regular regular) || regular.unlimited() >= 0) {
            return region;
        }
        int rank = regular.start().length;
        long blocks = 1;
        for (int d = 0; d < rank; d++) {
            blocks = blocks == 0
                    ? 0
                    : Math.multiplyHigh(blocks, regular.count()[d]) != 0 ? Long.MAX_VALUE : blocks * regular.count()[d];
            long last = regular.start()[d] + (regular.count()[d] - 1) * regular.stride()[d] + regular.block()[d] - 1;
            if (blocks > MOST_BLOCKS || last > 0xffff_ffffL) {
                return region;
            }
        }
        if (blocks == 0) {
            return new StoredSelection.None();
        }
        long[] corners = new long[(int) blocks * 2 * rank];
        for (int i = 0; i < blocks; i++) {
            long rest = i;
            for (int d = rank - 1; d >= 0; d--) {
                long first = regular.start()[d] + rest % regular.count()[d] * regular.stride()[d];
                corners[2 * i * rank + d] = first;
                corners[(2 * i + 1) * rank + d] = first + regular.block()[d] - 1;
                rest /= regular.count()[d];
            }
        }
        return new StoredSelection.Blocks(rank, corners);
    }

    /** The object that a target names: in the file, or in the other one that it names. */
    public static Located locate(OpenFile file, Target target) {
        String other = target.file();
        return new Located(other == null ? file : file.externals().file(other, Beside.LINK), target.address());
    }
}

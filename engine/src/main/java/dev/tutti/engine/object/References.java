package dev.tutti.engine.object;

import dev.tutti.engine.heap.GlobalHeap;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.selection.StoredSelection;
import java.util.Arrays;
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

    private References() {}

    /**
     * What a reference leads to.
     *
     * @param address object header
     * @param file name of the file with the object; null if it is the same
     * @param region elements of the dataset; null if all of the object is meant
     * @param attribute name of an attribute of the object; null if the object itself is meant
     */
    public record Target(
            long address, @Nullable String file, @Nullable StoredSelection region, @Nullable String attribute) {}

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
        return address == 0 || address == ByteSource.UNDEFINED ? null : new Target(address, null, null, null);
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
        return new Target(address, null, StoredSelection.decode(object), null);
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
            return new Target(address(source), null, null, null);
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
            rest.skip(8);
            return new Target(address, file, StoredSelection.decode(rest), null);
        }
        return new Target(address, file, null, kind == ATTRIBUTE ? rest.text(rest.u16()) : null);
    }

    private static long address(ByteSource source) {
        int length = source.u8();
        source.require(length == 2 || length == 4 || length == 8, "an address of 2, 4 or 8 bytes", length);
        byte[] bytes = Arrays.copyOf(source.bytes(length), 8);
        return ByteSource.of(STRUCTURE, Widths.EIGHT, bytes).unsigned(8);
    }

    /** The object that a target names: in the file, or in the other one that it names. */
    public static Located locate(OpenFile file, Target target) {
        String other = target.file();
        return new Located(other == null ? file : file.externals().file(other, Beside.LINK), target.address());
    }
}

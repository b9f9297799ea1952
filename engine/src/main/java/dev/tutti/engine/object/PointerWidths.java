package dev.tutti.engine.object;

import dev.tutti.format.datatype.ArrayType;
import dev.tutti.format.datatype.Compound;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Reference;
import dev.tutti.format.datatype.VariableLength;
import java.util.ArrayList;
import java.util.List;

/** Types whose elements hold addresses, in files whose addresses are not as wide as usual. */
public final class PointerWidths {
    private static final int USUAL = 8;

    /** Length and number in the heap, beside the address. */
    private static final int BESIDE = 8;

    /** Kind and flags of a reference of HDF5 1.12. */
    private static final int HEAD = 2;

    private PointerWidths() {}

    /** The type with pointers as wide as the addresses of the file; members of compounds move up or down as much as those before them shrink or grow. */
    public static Datatype fitted(OpenFile file, Datatype type) {
        int width = file.fileView().widths().offsets();
        return width == USUAL ? type : fitted(type, width);
    }

    private static Datatype fitted(Datatype type, int width) {
        if (type instanceof VariableLength t) {
            return new VariableLength(BESIDE + width, t.kind(), t.padding(), t.charset(), fitted(t.base(), width));
        }
        if (type instanceof Reference t) {
            return switch (t.kind()) {
                case OBJECT -> new Reference(width, t.kind());
                case REGION -> new Reference(width + 4, t.kind());
                default -> t.size() == HEAD + BESIDE + USUAL ? new Reference(HEAD + BESIDE + width, t.kind()) : t;
            };
        }
        if (type instanceof ArrayType t) {
            return new ArrayType(t.dims(), fitted(t.base(), width));
        }
        return type instanceof Compound t ? compound(t, width) : type;
    }

    private static Compound compound(Compound type, int width) {
        List<Compound.Member> members = new ArrayList<>();
        int shift = 0;
        for (Compound.Member member : type.members()) {
            int before = 0;
            for (Compound.Member other : type.members()) {
                if (other.offset() < member.offset()) {
                    before += fitted(other.type(), width).size() - other.type().size();
                }
            }
            Datatype fitted = fitted(member.type(), width);
            shift += fitted.size() - member.type().size();
            members.add(new Compound.Member(member.name(), member.offset() + before, fitted));
        }
        return new Compound(type.size() + shift, members);
    }
}

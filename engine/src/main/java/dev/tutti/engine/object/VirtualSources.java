package dev.tutti.engine.object;

import dev.tutti.engine.chunk.Selection;
import dev.tutti.engine.chunk.Selection.Hyperslab;
import dev.tutti.engine.convert.Conversions;
import dev.tutti.engine.convert.RunReader;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.mapping.Intervals;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.object.Datasets.Takers;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.BitField;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.Enumeration;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FixedString;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.VariableLength;
import dev.tutti.format.message.VirtualLayout;
import dev.tutti.format.selection.VirtualMappings;
import dev.tutti.format.selection.VirtualMappings.Mapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The sources of one virtual dataset: finds them and reads parts of them. */
final class VirtualSources {
    private static final long PIECE_BYTES = 8L << 20;

    /** A source that is there. */
    record Source(OpenFile file, MetaView view, DatasetHeader state) {
        long[] shape() {
            return state.space().dims();
        }
    }

    private final OpenFile owner;
    private final MetaView ownView;
    private final DatasetHeader virtual;
    private final Descent descent;

    VirtualSources(OpenFile owner, MetaView view, DatasetHeader virtual, Descent descent) {
        this.owner = owner;
        this.ownView = view;
        this.virtual = virtual;
        this.descent = descent;
    }

    /**
     * The name with the number of a block in it.
     *
     * @param block what {@code %b} stands for; negative if it stands for itself
     */
    static String name(String pattern, long block) {
        if (pattern.indexOf('%') < 0) {
            return pattern;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            char next = i + 1 < pattern.length() ? pattern.charAt(i + 1) : 0;
            if (c == '%' && next == '%') {
                name.append('%');
                i++;
            } else if (c == '%' && next == 'b' && block >= 0) {
                name.append(block);
                i++;
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private @Nullable Located find(Mapping mapping, long block) {
        String name = name(mapping.file(), block);
        OpenFile file;
        try {
            file = name.equals(VirtualMappings.SAME_FILE)
                    ? owner
                    : owner.externals().file(name, Beside.VIRTUAL);
        } catch (H5NotFoundException e) {
            return null;
        }
        Located found = Resolver.find(Resolver.root(file), name(mapping.dataset(), block));
        return found != null && DatasetHeader.isDataset(ObjectHeader.load(view(found.file()), found.address()))
                ? found
                : null;
    }

    private MetaView view(OpenFile file) {
        return file == owner ? ownView : file.meta();
    }

    /** Whether the source of a block is there. */
    boolean exists(Mapping mapping, long block) {
        boolean named = !name(mapping.file(), block).equals(name(mapping.file(), block + 1))
                || !name(mapping.dataset(), block).equals(name(mapping.dataset(), block + 1));
        return (named || block == 0) && find(mapping, block) != null;
    }

    /** The source of a mapping, or of one block of it; null if it is missing. */
    @Nullable
    Source open(Mapping mapping, long block) {
        Located found = find(mapping, block);
        if (found == null) {
            return null;
        }
        Datasets.settle(found);
        MetaView view = view(found.file());
        DatasetHeader state = Datasets.load(found, view, descent.below(virtual));
        check(state, mapping);
        return new Source(found.file(), view, state);
    }

    private void check(DatasetHeader source, Mapping mapping) {
        if (!goTogether(source.type(), virtual.type())) {
            throw new H5UnsupportedException(virtual.what() + " has elements of another kind than its source "
                    + mapping.dataset() + " in " + mapping.file());
        }
        if (source.layout() instanceof VirtualLayout && Types.hasPointers(source.type())) {
            throw new H5UnsupportedException(virtual.what() + " has the virtual dataset " + mapping.dataset() + " in "
                    + mapping.file() + " as a source, whose elements are of variable length; read that one");
        }
    }

    private static boolean goTogether(Datatype source, Datatype virtual) {
        return source.equals(virtual) || (isNumber(source) && isNumber(virtual)) || (isText(source) && isText(virtual));
    }

    private static boolean isNumber(Datatype type) {
        return type instanceof FixedPoint
                || type instanceof FloatingPoint
                || type instanceof Enumeration
                || type instanceof BitField;
    }

    private static boolean isText(Datatype type) {
        return type instanceof FixedString
                || (type instanceof VariableLength vlen && vlen.kind() == VariableLength.Kind.STRING);
    }

    /**
     * Reads elements of a source.
     *
     * @param wanted places in the source with numbers in what the reader asked for, by ascending place
     */
    void read(Source source, Intervals wanted, Takers takers) {
        if (wanted.size() == 0) {
            return;
        }
        int size = source.state.type().size();
        RunReader taker = takers.taker(source.state.type(), source.view);
        new Boxes(source, size, wanted).forEach((box, bytes, shape, from, to) -> {
            Datasets.read(
                    source.file,
                    source.view,
                    source.state,
                    box,
                    (type, view) -> Conversions.rawReader(type, bytes),
                    descent.below(virtual));
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = wanted.firstBehind(from); i < wanted.size() && wanted.offset(i) < to; i++) {
                long first = Math.max(from, wanted.offset(i));
                long last = Math.min(to, wanted.end(i));
                if (first < last) {
                    int at = Math.toIntExact(inside(first, source.shape(), box, shape) * size);
                    long number = wanted.number(i) + first - wanted.offset(i);
                    taker.read(buffer, at, (int) (last - first), Math.toIntExact(number));
                }
            }
        });
    }

    /** The place in a box of an element of the whole array. */
    private static long inside(long offset, long[] shape, Selection.Hyperslab box, long[] lengths) {
        long at = 0;
        long rest = offset;
        long step = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            long index = rest % shape[d];
            rest /= shape[d];
            at += (index - box.start()[d]) * step;
            step *= lengths[d];
        }
        return at;
    }

    private interface Visitor {
        void visit(Hyperslab box, byte[] bytes, long[] lengths, long from, long to);
    }

    /** The smallest box around the elements that are wanted, in pieces of bounded size. */
    private static final class Boxes {
        private final long[] shape;
        private final int size;
        private final long[] low;
        private final long[] high;

        Boxes(Source source, int size, Intervals wanted) {
            this.shape = source.shape();
            this.size = size;
            this.low = shape.clone();
            this.high = new long[shape.length];
            for (int i = 0; i < wanted.size(); i++) {
                add(wanted.offset(i), wanted.end(i) - 1);
            }
        }

        private void add(long first, long last) {
            long step = 1;
            for (long length : shape) {
                step *= length;
            }
            long from = first;
            long to = last;
            boolean same = true;
            for (int d = 0; d < shape.length; d++) {
                step /= shape[d];
                low[d] = Math.min(low[d], same ? from / step : 0);
                high[d] = Math.max(high[d], same ? to / step + 1 : shape[d]);
                same = same && from / step == to / step;
                from %= step;
                to %= step;
            }
        }

        void forEach(Visitor visitor) {
            if (shape.length == 0) {
                visitor.visit(Hyperslab.box(new long[0], new long[0]), new byte[size], new long[0], 0, 1);
                return;
            }
            visit(low.clone(), high.clone(), 0, visitor);
        }

        /** Cuts along the first dimension that is longer than one, and goes on in the next where one index is still too much. */
        private void visit(long[] from, long[] to, int d, Visitor visitor) {
            long behind = size;
            for (int e = d + 1; e < shape.length; e++) {
                behind = times(behind, to[e] - from[e]);
            }
            long most = Math.max(1, PIECE_BYTES / behind);
            boolean again = behind > PIECE_BYTES && d < shape.length - 1;
            for (long at = from[d]; at < to[d]; at += most) {
                long[] start = from.clone();
                long[] end = to.clone();
                start[d] = at;
                end[d] = Math.min(to[d], at + most);
                if (again) {
                    visit(start, end, d + 1, visitor);
                } else {
                    piece(start, end, visitor);
                }
            }
        }

        private static long times(long a, long b) {
            return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
        }

        private void piece(long[] start, long[] end, Visitor visitor) {
            long[] lengths = new long[shape.length];
            long bytes = size;
            long from = 0;
            long to = 0;
            for (int d = 0; d < shape.length; d++) {
                lengths[d] = end[d] - start[d];
                bytes *= lengths[d];
                from = from * shape[d] + start[d];
                to = to * shape[d] + end[d] - 1;
            }
            visitor.visit(Hyperslab.box(start, lengths), new byte[Math.toIntExact(bytes)], lengths, from, to + 1);
        }
    }
}

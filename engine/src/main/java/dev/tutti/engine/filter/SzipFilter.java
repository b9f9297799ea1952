package dev.tutti.engine.filter;

import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.BitField;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.datatype.FixedPoint;
import dev.tutti.format.datatype.FloatingPoint;
import dev.tutti.format.datatype.Order;
import dev.tutti.format.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Filter 4: szip, the adaptive entropy coding of CCSDS 121.0-B. An encoded chunk is the number of bytes that it makes, 4 bytes little-endian, and the
 * code. Parameters: options, samples of a block, bits of a sample, samples of a line ({@link SzipForm}).
 */
final class SzipFilter implements ChunkFilter {
    static final int ID = 4;
    private static final String STRUCTURE = "chunk compressed by szip";
    private static final int HEADER = 4;

    @Override
    public int id() {
        return ID;
    }

    @Override
    public String name() {
        return "szip";
    }

    /** Lines are filled up to whole blocks, which at worst doubles them; each block has a head of at most 5 bits. */
    @Override
    public int encodedBound(int bytes) {
        return (int) Math.min(Integer.MAX_VALUE - 8, 3L * bytes + 4096);
    }

    @Override
    public int[] complete(int[] parameters, Tile tile) {
        if (parameters.length < 2) {
            throw new H5TypeException(
                    "szip: options (4 or 32) and samples of a block are expected as parameters, found "
                            + parameters.length);
        }
        Datatype type = tile.type();
        Order order;
        int precision;
        if (type instanceof FixedPoint number) {
            order = number.order();
            precision = number.bitOffset() == 0 ? number.bitPrecision() : 8 * number.size();
        } else if (type instanceof FloatingPoint number) {
            order = number.order();
            precision = number.bitOffset() == 0 ? number.bitPrecision() : 8 * number.size();
        } else if (type instanceof BitField bits) {
            order = bits.order();
            precision = bits.bitOffset() == 0 ? bits.bitPrecision() : 8 * bits.size();
        } else {
            throw new H5TypeException("szip takes numbers only; use another filter");
        }
        int bits = 8 * type.size();
        if (order == Order.VAX || (bits != 8 && bits != 16 && bits != 32 && bits != 64)) {
            throw new H5TypeException("szip takes numbers of 1, 2, 4 or 8 bytes only; use another filter");
        }
        return SzipForm.describe(parameters[0], parameters[1], precision, order == Order.BIG, tile.shape());
    }

    @Override
    public ByteBuffer decode(ByteBuffer source, Task task) {
        SzipForm form = SzipForm.parse(task.clientData());
        ByteBuffer in = source.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        FormatException.unless(in.remaining() >= HEADER, STRUCTURE, "a header of 4 bytes", in.remaining());
        long bytes = in.getInt() & 0xffff_ffffL;
        FormatException.unless(bytes <= task.bound(), STRUCTURE, "at most " + task.bound() + " bytes", bytes);
        // A whole segment of 64 zero blocks takes 7 bits, so what is stored bounds the work.
        ByteBuffer target = task.allocate((int) bytes);
        ByteBuffer samples = form.planes() > 1 ? task.allocate((int) bytes) : target;
        new RiceDecoder(form, STRUCTURE, in).decode(samples.duplicate());
        if (form.planes() > 1) {
            ByteTranspose.gather(
                    samples.array(),
                    samples.arrayOffset() + samples.position(),
                    target.array(),
                    target.arrayOffset() + target.position(),
                    (int) bytes,
                    form.planes());
        }
        return target;
    }

    @Override
    public @Nullable ByteBuffer encode(ByteBuffer source, Task task) {
        SzipForm form = SzipForm.parse(task.clientData());
        int bytes = source.remaining();
        if (bytes % (form.planes() * form.sampleBytes()) != 0) {
            return null;
        }
        ByteBuffer samples = source.duplicate();
        if (form.planes() > 1) {
            ByteBuffer in = Filters.onHeap(source);
            samples = task.allocate(bytes);
            ByteTranspose.scatter(
                    in.array(),
                    in.arrayOffset() + in.position(),
                    samples.array(),
                    samples.arrayOffset() + samples.position(),
                    bytes,
                    form.planes());
        }
        // The C library gives up where nothing is gained, and so does this one where it may.
        ByteBuffer target = task.allocate(task.optional() ? Math.max(HEADER, bytes) : encodedBound(bytes));
        ByteBuffer code = target.duplicate().order(ByteOrder.LITTLE_ENDIAN).putInt(bytes);
        int length = new RiceEncoder(form, code).encode(samples);
        return length < 0 ? null : target.limit(target.position() + HEADER + length);
    }
}

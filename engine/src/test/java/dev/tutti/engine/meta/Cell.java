package dev.tutti.engine.meta;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.Arrays;

/** A block that says its own length and has a checksum, like most of HDF5's: magic, length, number, as many bytes as the length leaves, checksum. */
record Cell(int length, long number) {
    static final int SHORTEST = 20;
    private static final String MAGIC = "CELL";

    static final BlockCodec<Cell> CODEC = new BlockCodec<>() {
        @Override
        public String structure() {
            return "cell";
        }

        @Override
        public int prefix(Widths widths) {
            return 8;
        }

        @Override
        public int length(ByteSource prefix) {
            prefix.signature(MAGIC);
            return prefix.i32();
        }

        @Override
        public Cell decode(ByteSource block) {
            block.signature(MAGIC);
            int length = block.i32();
            FormatException.unless(length >= SHORTEST, structure(), "a length of " + SHORTEST + " or more", length);
            long number = block.i64();
            byte[] filling = block.bytes(length - SHORTEST);
            byte[] expected = filling(length, number);
            FormatException.unless(Arrays.equals(filling, expected), structure(), "the filling", "another one");
            block.checksum();
            return new Cell(length, number);
        }

        @Override
        public void encode(Cell cell, ByteSink sink) {
            int start = sink.position();
            sink.signature(MAGIC).u32(cell.length).i64(cell.number).bytes(filling(cell.length, cell.number));
            sink.checksum(start);
        }
    };

    private static byte[] filling(int length, long number) {
        byte[] bytes = new byte[length - SHORTEST];
        Arrays.fill(bytes, (byte) (number * 31));
        return bytes;
    }

    byte[] bytes() {
        ByteSink sink = new ByteSink(Widths.EIGHT);
        CODEC.encode(this, sink);
        return sink.toByteArray();
    }
}

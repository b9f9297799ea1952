package dev.tutti.format.shared;

import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import java.util.ArrayList;
import java.util.List;

/**
 * Index of few shared messages (format specification III.I, "Shared Message Record List"): their records one after the other, and room for as many as the
 * {@link SharedMessageTable.Index} allows.
 *
 * <pre>
 *  4  signature "SMLI"
 *     records, see {@link SharedMessageRecord}
 *  4  checksum, right behind the records that are used
 *     unused room
 * </pre>
 *
 * @param records those that are used
 */
public record SharedMessageList(List<SharedMessageRecord> records) {
    private static final String STRUCTURE = "shared message record list";

    /** Copies the list. */
    public SharedMessageList {
        records = List.copyOf(records);
    }

    /** The codec for the list of an index. */
    public static BlockCodec<SharedMessageList> codec(SharedMessageTable.Index index) {
        return new Codec(index.messages(), index.listMost());
    }

    private record Codec(int used, int most) implements BlockCodec<SharedMessageList> {
        @Override
        public String structure() {
            return STRUCTURE;
        }

        @Override
        public int prefix(Widths widths) {
            return 4 + Math.max(used, most) * SharedMessageRecord.CODEC.size(widths) + 4;
        }

        @Override
        public SharedMessageList decode(ByteSource block) {
            block.signature("SMLI");
            List<SharedMessageRecord> records = new ArrayList<>();
            for (int i = 0; i < used; i++) {
                records.add(SharedMessageRecord.CODEC.decode(block));
            }
            block.checksum();
            return new SharedMessageList(records);
        }

        @Override
        public void encode(SharedMessageList value, ByteSink sink) {
            FormatException.unless(value.records.size() == used, STRUCTURE, "as many records as the table says", used);
            int start = sink.position();
            sink.signature("SMLI");
            value.records.forEach(record -> SharedMessageRecord.CODEC.encode(record, sink));
            sink.checksum(start);
            sink.zeros(prefix(sink.widths()) - (sink.position() - start));
        }
    }
}

package dev.tutti.server.grove;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.hdf5.AttributeInfo;
import dev.tutti.hdf5.Attributes;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.TypeInfo;
import dev.tutti.server.text.ValueJson;
import dev.tutti.server.web.Refusal;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as JSON: of attributes, and of selected parts of datasets, in pieces of bounded size. */
final class Values {
    private static final long PIECE_BYTES = 1 << 20;

    private Values() {}

    static void attributes(JsonGenerator json, Attributes attributes, List<String> wanted) throws IOException {
        for (String name : wanted) {
            if (!attributes.contains(name)) {
                throw Refusal.notFound("no attribute '" + name + "'");
            }
        }
        json.writeStartObject();
        for (String name : wanted.isEmpty() ? attributes.names() : wanted) {
            json.writeFieldName(name);
            attribute(json, attributes.info(name), attributes.get(name));
        }
        json.writeEndObject();
    }

    private static void attribute(JsonGenerator json, AttributeInfo info, @Nullable Object value) throws IOException {
        if (info.empty() || value == null) {
            json.writeNull();
            return;
        }
        long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
        boolean flat = shape.length > 0 || ValueJson.width(info.type()) > 1;
        Object array = flat ? value : new Object[] {value};
        elements(json, shape, false, sink -> sink.take(array), info.type());
    }

    /** Product of lengths, or the largest number if it is larger. */
    static long count(long[] shape) {
        long count = 1;
        for (long length : shape) {
            count = Math.multiplyHigh(count, length) != 0 ? Long.MAX_VALUE : count * length;
        }
        return count < 0 ? Long.MAX_VALUE : count;
    }

    /** Takes flat arrays of elements, one after the other. */
    interface Sink {
        void take(Object array) throws IOException;
    }

    /** Gives flat arrays of elements. */
    interface Source {
        void give(Sink sink) throws IOException;
    }

    /** Writes a part of a dataset: nested, or flat if that is wanted. */
    static void dataset(JsonGenerator json, Dataset dataset, Slice slice, boolean flat) throws IOException {
        long[] full = dataset.shape();
        long[] shape = slice.shape(full);
        elements(
                json,
                shape,
                flat,
                sink -> pieces(
                        dataset, slice, piece -> sink.take(dataset.array(piece).flat())),
                dataset.type());
    }

    /** A part of a dataset, piece by piece. */
    interface PieceSink {
        void take(Slice piece) throws IOException;
    }

    static void pieces(Dataset dataset, Slice slice, PieceSink sink) throws IOException {
        long[] shape = dataset.shape();
        if (count(slice.shape(shape)) == 0) {
            return;
        }
        for (Slice piece :
                slice.pieces(shape, Math.max(1, PIECE_BYTES / dataset.type().size()))) {
            sink.take(piece);
        }
    }

    private static void elements(JsonGenerator json, long[] shape, boolean flat, Source source, DType type)
            throws IOException {
        DType single = type;
        while (flat && single.info() instanceof TypeInfo.Grid grid) {
            single = grid.element();
        }
        DType element = single;
        int width = ValueJson.width(element);
        long count = count(shape) * (ValueJson.width(type) / width);
        boolean scalar = shape.length == 0 && element.equals(type);
        long[] bracketed = flat && !scalar ? new long[] {count} : shape;
        ValueJson.Brackets brackets = new ValueJson.Brackets(json, bracketed);
        if (count == 0) {
            brackets.none();
            return;
        }
        ValueJson values = new ValueJson(json);
        source.give(array -> {
            int length = Array.getLength(array) / width;
            for (int i = 0; i < length; i++) {
                brackets.open();
                values.element(element, array, i, width);
                brackets.close();
            }
        });
    }
}

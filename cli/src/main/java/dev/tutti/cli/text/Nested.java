package dev.tutti.cli.text;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Elements that come one by one in row-major order, written as arrays within arrays. */
public final class Nested {
    private final JsonGenerator json;
    private final long[] shape;
    private final long[] position;

    public Nested(JsonGenerator json, long[] shape) {
        this.json = json;
        this.shape = shape.clone();
        this.position = new long[shape.length];
    }

    /** Writes one element and the brackets before and behind it. */
    public void next(@Nullable Object element) throws IOException {
        for (int i = firstOpening(); i < shape.length; i++) {
            json.writeStartArray();
        }
        Json.value(json, element);
        for (int i = shape.length - 1; i >= 0; i--) {
            position[i]++;
            if (position[i] < shape[i]) {
                return;
            }
            position[i] = 0;
            json.writeEndArray();
        }
    }

    /** Writes the brackets of a shape without elements. */
    public void empty() throws IOException {
        json.writeStartArray();
        json.writeEndArray();
    }

    /** The outermost dimension whose array begins at this element: all dimensions inside it are at their start. */
    private int firstOpening() {
        int dimension = shape.length;
        while (dimension > 0 && position[dimension - 1] == 0) {
            dimension--;
        }
        return dimension;
    }
}

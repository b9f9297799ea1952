package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * Type 0x0b: the filters that chunks pass when they are written, in that order.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0</td><td>version</td></tr>
 * <tr><td>1</td><td>number of filters; in version 1 six reserved bytes follow</td></tr>
 * <tr><td>2 or 8</td><td>the filters; see {@link Filter}</td></tr>
 * </table>
 *
 * <p>Versions 1 and 2 are read; 2 is written, and 1 into old object headers.
 *
 * @param filters the filters, at most 32
 */
public record FilterPipeline(List<Filter> filters) implements Message {
    /** Checks the number of filters. */
    public FilterPipeline {
        filters = List.copyOf(filters);
        FormatException.unless(filters.size() <= 32, "filter pipeline message", "at most 32 filters", filters.size());
    }

    @Override
    public int typeId() {
        return MessageType.FILTER_PIPELINE;
    }

    static FilterPipeline decode(ByteSource body) {
        int version = body.version(1, 2);
        int count = body.u8();
        body.require(count <= 32, "at most 32 filters", count);
        body.skip(version == 1 ? 6 : 0);
        List<Filter> filters = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            filters.add(Filter.decode(version, body));
        }
        return new FilterPipeline(filters);
    }

    @Override
    public void encode(ByteSink body) {
        body.u8(2).u8(filters.size());
        for (Filter filter : filters) {
            filter.encode(body);
        }
    }

    @Override
    public void encodeOld(ByteSink body) {
        body.u8(1).u8(filters.size()).zeros(6);
        for (Filter filter : filters) {
            filter.encodeOld(body);
        }
    }
}

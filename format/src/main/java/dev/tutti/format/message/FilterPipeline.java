package dev.tutti.format.message;

import dev.tutti.format.io.FormatException;
import java.util.List;

/**
 * Type 0x0b: the filters that chunks pass when they are written, in that order.
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
}

package dev.tutti.hdf5;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.format.header.HeaderPrefix.Times;
import dev.tutti.format.message.ModificationTime;
import java.time.Instant;
import java.util.Optional;

/**
 * Times that an object keeps, to the second. Object headers of version 1 keep one only, that of the last change, which then stands for all. As in the C library, a change of the object's description (attributes,
 * comment, shape, place of the values, links of a group) sets access and change; reading, and writing values into their place, sets nothing.
 *
 * @param access last read
 * @param modification creation; no library changes it
 * @param change last change of the object's description
 * @param birth creation
 */
public record ObjectTimes(Instant access, Instant modification, Instant change, Instant birth) {
    static Optional<ObjectTimes> of(ObjectHeader header) {
        Times times = header.prefix().times();
        if (times != null) {
            return Optional.of(new ObjectTimes(
                    Instant.ofEpochSecond(times.access()),
                    Instant.ofEpochSecond(times.modification()),
                    Instant.ofEpochSecond(times.change()),
                    Instant.ofEpochSecond(times.birth())));
        }
        ModificationTime one = header.first(ModificationTime.class);
        return Optional.ofNullable(one)
                .map(time -> Instant.ofEpochSecond(time.seconds()))
                .map(time -> new ObjectTimes(time, time, time, time));
    }
}

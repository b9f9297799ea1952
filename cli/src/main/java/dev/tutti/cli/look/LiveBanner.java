package dev.tutti.cli.look;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.text.Sizes;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says that a file is live: who writes it, at which version, how old that is. */
final class LiveBanner {
    private LiveBanner() {}

    /** One line, or null for a file that nobody writes. */
    static @Nullable String line(Path file) {
        LiveStatus status = H5.status(file);
        if (!status.live()) {
            return null;
        }
        StringBuilder text = new StringBuilder(file + " is live: ");
        text.append(status.writer().isEmpty() ? "writer unknown" : status.writer());
        if (status.version() > 0) {
            text.append(", version ").append(status.version());
        }
        Instant published = status.published();
        if (published != null) {
            text.append(", published ").append(Sizes.duration(age(published))).append(" ago");
        }
        return text.toString();
    }

    /** The same as a field, if the file is live. */
    static void write(JsonGenerator json, Path file) throws IOException {
        LiveStatus status = H5.status(file);
        if (status.live()) {
            json.writeObjectFieldStart("live");
            json.writeStringField("writer", status.writer());
            json.writeNumberField("version", status.version());
            Instant published = status.published();
            if (published != null) {
                json.writeStringField("published", published.toString());
                json.writeNumberField("age_s", age(published).toNanos() / 1e9);
            }
            json.writeEndObject();
        }
    }

    private static Duration age(Instant published) {
        Duration age = Duration.between(published, Instant.now());
        return age.isNegative() ? Duration.ZERO : age;
    }
}

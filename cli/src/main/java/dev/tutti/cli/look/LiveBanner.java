package dev.tutti.cli.look;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.text.Sizes;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveStatus;
import dev.tutti.hdf5.SharedStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Says that a file is live: who writes it, at which version, how old that is. */
public final class LiveBanner {
    private LiveBanner() {}

    /** One line, or null for a file that nobody writes. */
    public static @Nullable String line(Path file) {
        if (Opening.url(file).isPresent()) {
            return null;
        }
        LiveStatus status = H5.status(file);
        if (!status.live()) {
            return shared(file, H5.shared(file));
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

    /** One line for a file of shared mode, or null where nothing is left and nobody is at work. */
    private static @Nullable String shared(Path file, SharedStatus status) {
        if (!status.sealed() && status.processes().isEmpty() && status.logBytes() == 0) {
            return null;
        }
        StringBuilder text = new StringBuilder(file
                + (status.sealed()
                        ? " is sealed"
                        : status.openToReaders() ? " is shared and open to readers" : " is plain"));
        text.append(": log ").append(Sizes.bytes(status.logBytes()));
        for (SharedStatus.Member member : status.processes()) {
            text.append("; pid ").append(member.pid()).append(" since ").append(member.since());
            if (member.behind() > 0) {
                text.append(" with a snapshot ")
                        .append(Sizes.bytes(member.behind()))
                        .append(" old");
            }
        }
        if (!status.problem().isEmpty()) {
            text.append("; ").append(status.problem());
        } else if (status.left()) {
            text.append("; left by processes that died, the next one that opens it goes on");
        }
        return text.toString();
    }

    /** The state of shared mode as a field, if there is any. */
    private static void write(JsonGenerator json, SharedStatus status) throws IOException {
        if (!status.sealed() && status.processes().isEmpty() && status.logBytes() == 0) {
            return;
        }
        json.writeObjectFieldStart("shared");
        json.writeBooleanField("sealed", status.sealed());
        json.writeBooleanField("open_to_readers", status.openToReaders());
        json.writeNumberField("log_bytes", status.logBytes());
        json.writeNumberField("transactions", status.transactions());
        json.writeArrayFieldStart("processes");
        for (SharedStatus.Member member : status.processes()) {
            json.writeStartObject();
            json.writeNumberField("pid", member.pid());
            json.writeStringField("since", member.since().toString());
            json.writeNumberField("snapshot_bytes_behind", member.behind());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("problem", status.problem());
        json.writeEndObject();
    }

    /** The same as a field, if the file is live. */
    public static void write(JsonGenerator json, Path file) throws IOException {
        if (Opening.url(file).isPresent()) {
            return;
        }
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
        write(json, H5.shared(file));
    }

    private static Duration age(Instant published) {
        Duration age = Duration.between(published, Instant.now());
        return age.isNegative() ? Duration.ZERO : age;
    }
}

package dev.tutti.survey;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a validation has found.
 *
 * @param file that was looked at
 * @param messages in the order in which they were found
 */
public record ValidationReport(Path file, List<Message> messages) {
    /** How bad it is. */
    public enum Level {
        /** The file is not what the standard says: others may refuse it or read it wrong. */
        ERROR,
        /** Something is missing or does not fit together; the file can be used. */
        WARNING,
        /** Worth knowing. */
        INFO
    }

    /**
     * One finding.
     *
     * @param level how bad it is
     * @param category File, Structure, Metadata, Data or Integrity
     * @param path of the object; empty if it concerns the file
     * @param text what was found and what was expected
     */
    public record Message(Level level, String category, String path, String text) {
        @Override
        public String toString() {
            return level + " " + category + (path.isEmpty() ? "" : " " + path) + ": " + text;
        }
    }

    /** Takes a copy of the list. */
    public ValidationReport {
        messages = List.copyOf(messages);
    }

    /** Whether there is no error. */
    public boolean isValid() {
        return count(Level.ERROR) == 0;
    }

    /** Number of findings of a level. */
    public long count(Level level) {
        return messages.stream().filter(message -> message.level() == level).count();
    }

    /** The report as a JSON document, with the names that the standard's own validator uses. */
    public String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonFactory.builder().build().createGenerator(text)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            json.writeStringField("file_path", file.toString());
            json.writeBooleanField("is_valid", isValid());
            json.writeNumberField("error_count", count(Level.ERROR));
            json.writeNumberField("warning_count", count(Level.WARNING));
            json.writeNumberField("info_count", count(Level.INFO));
            json.writeArrayFieldStart("messages");
            for (Message message : messages) {
                json.writeStartObject();
                json.writeStringField("level", message.level().name());
                json.writeStringField("category", message.category());
                json.writeStringField("message", message.text());
                json.writeStringField("path", message.path());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}

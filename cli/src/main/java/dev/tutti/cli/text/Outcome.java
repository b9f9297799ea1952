package dev.tutti.cli.text;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.run.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --json} of commands that otherwise print nothing: what they have done, as one document. A mixin. */
public final class Outcome {
    @Option(names = "--json", description = "what was done, as one JSON document")
    private boolean json;

    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /** Notes a number, a text, a flag, a list, or a map of these; later ones of the same name count. */
    public Outcome with(String name, @Nullable Object value) {
        members.put(name, value);
        return this;
    }

    /** Whether the document is wanted. */
    public boolean isWanted() {
        return json;
    }

    /** Prints what was noted, if that is wanted; returns whether it is. */
    public boolean print(Console console) {
        if (!json) {
            return false;
        }
        try (JsonGenerator out = Json.document(console.out())) {
            Json.value(out, members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        console.out().println();
        return true;
    }
}

package dev.tutti.cli.care;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Style;
import dev.tutti.cli.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries out what a folder and this machine allow, or looks at one file, and says what will and will not be safe. */
@CommandLine.Command(
        name = "doctor",
        description = {
            "of a folder: file system, locks, clock, versions: what will and will not be safe here",
            "Of a file: who has it open, its log and what holds it, what is left behind, what a foreign program would meet"
        })
public final class Doctor extends Command {
    @Parameters(arity = "0..1", paramLabel = "DIR|FILE", description = "a folder (this one), or a file")
    private Path place = Path.of(".");

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    public Doctor(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        boolean isFile = Files.isRegularFile(place);
        List<Finding> findings = isFile
                ? FileExamination.of(place)
                : Examination.of(place, console().environment());
        if (json) {
            try (JsonGenerator out = Json.document(console().out())) {
                out.writeStartObject();
                out.writeStringField(
                        isFile ? "file" : "folder",
                        place.toAbsolutePath().normalize().toString());
                out.writeArrayFieldStart("findings");
                for (Finding finding : findings) {
                    out.writeStartObject();
                    out.writeStringField("subject", finding.subject());
                    out.writeStringField("verdict", finding.verdict().name().toLowerCase(Locale.ROOT));
                    out.writeStringField("detail", finding.detail());
                    out.writeEndObject();
                }
                out.writeEndArray();
                out.writeEndObject();
            }
            console().out().println();
        } else {
            for (Finding finding : findings) {
                console().out().println(line(finding));
            }
        }
        return findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.BAD) ? 1 : 0;
    }

    private String line(Finding finding) {
        String verdict =
                switch (finding.verdict()) {
                    case GOOD -> Style.GOOD.of(console(), "ok     ");
                    case NOTE -> "note   ";
                    case BAD -> Style.BAD.of(console(), "UNSAFE ");
                };
        return verdict + String.format(Locale.ROOT, "%-12s ", finding.subject()) + finding.detail();
    }
}

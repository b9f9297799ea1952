package dev.tutti.cli.care;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.text.Json;
import dev.tutti.hdf5.CheckReport;
import dev.tutti.hdf5.H5;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads all of a file's structures and says what is wrong with them. */
@CommandLine.Command(
        name = "check",
        description = "every checksum, every address, index against shape, overlaps; exit 0 or 5")
public final class Check extends Command {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "files; they are only read")
    private List<Path> files = List.of();

    @Option(names = "--json", description = "one JSON object a file")
    private boolean json;

    public Check(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        int status = ExitStatus.OK;
        for (Path file : files) {
            CheckReport report = H5.check(
                    Address.parse(List.of(file.toString(), "/")).existing().file());
            if (json) {
                document(file, report);
            } else {
                report.problems().forEach(problem -> console().out().println(file + ": " + problem));
                hint(file
                        + (report.problems().isEmpty()
                                ? ": ok"
                                : ": damaged, " + report.problems().size() + " problems"));
            }
            if (!report.problems().isEmpty()) {
                status = ExitStatus.DAMAGED;
            }
        }
        return status;
    }

    private void document(Path file, CheckReport report) throws IOException {
        try (JsonGenerator out = Json.lines(console().out())) {
            out.writeStartObject();
            out.writeStringField("file", file.toString());
            out.writeBooleanField("ok", report.problems().isEmpty());
            out.writeArrayFieldStart("problems");
            for (Object problem : report.problems()) {
                out.writeString(problem.toString());
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        console().out().println();
    }
}

package dev.tutti.cli.care;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Json;
import dev.tutti.hdf5.CheckReport;
import dev.tutti.hdf5.H5;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
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
    @SuppressWarnings("try") // the bar is only there to be closed
    protected int run() throws IOException {
        int status = ExitStatus.OK;
        int number = 0;
        for (Path file : files) {
            Path path = Address.parse(List.of(file.toString(), "/")).existing().file();
            CheckReport report;
            Optional<String> held;
            // A bar for each file, which ends before anything else is said.
            AtomicLong done = new AtomicLong();
            long bytes = Math.max(1, Progress.length(path));
            String task = files.size() == 1 ? "check" : "check " + ++number + "/" + files.size();
            try (Progress shown = progressOfBytes(task, bytes, done::get)) {
                report = H5.check(path);
                held = HeldLog.describe(H5.shared(path));
                done.set(bytes);
            }
            if (json) {
                document(file, report, held);
            } else {
                report.problems().forEach(problem -> console().out().println(file + ": " + problem));
                hint(file
                        + (report.problems().isEmpty()
                                ? ": ok"
                                : ": damaged, " + report.problems().size() + " problems"));
            }
            held.ifPresent(text -> hint(file + ": " + text));
            if (!report.problems().isEmpty()) {
                status = ExitStatus.DAMAGED;
            }
        }
        return status;
    }

    private void document(Path file, CheckReport report, Optional<String> held) throws IOException {
        try (JsonGenerator out = Json.lines(console().out())) {
            out.writeStartObject();
            out.writeStringField("file", file.toString());
            out.writeBooleanField("ok", report.problems().isEmpty());
            out.writeArrayFieldStart("problems");
            for (Object problem : report.problems()) {
                out.writeString(problem.toString());
            }
            out.writeEndArray();
            if (held.isPresent()) {
                out.writeStringField("log_held", held.get());
            }
            out.writeEndObject();
        }
        console().out().println();
    }
}

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    @Option(names = "--json", description = "one JSON document; of several files an array")
    private boolean json;

    public Check(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    protected int run() throws IOException {
        int status = ExitStatus.OK;
        int number = 0;
        List<Map<String, Object>> documents = new ArrayList<>();
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
                documents.add(document(file, report, held));
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
        if (json) {
            print(documents);
        }
        return status;
    }

    private static Map<String, Object> document(Path file, CheckReport report, Optional<String> held) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("file", file.toString());
        members.put("ok", report.problems().isEmpty());
        members.put("problems", report.problems().stream().map(Object::toString).toList());
        held.ifPresent(text -> members.put("log_held", text));
        return members;
    }

    private void print(List<Map<String, Object>> documents) throws IOException {
        try (JsonGenerator out = Json.document(console().out())) {
            Json.value(out, files.size() == 1 ? documents.get(0) : documents);
        }
        console().out().println();
    }
}

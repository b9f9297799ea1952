package dev.tutti.cli.survey;

import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Progress;
import dev.tutti.survey.SurveyValidator;
import dev.tutti.survey.ValidationReport;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks whether a file is what the standard says. */
@CommandLine.Command(
        name = "validate",
        description = "structure, metadata and samples against the standard; exit 0 or 1")
final class SurveyValidate extends Command {
    @Parameters(paramLabel = "FILE", description = "a survey file; it is only read, and may be live")
    private Path path = Path.of("");

    @Option(names = "--check-data", description = "read all samples, and check every structure of the file")
    private boolean data;

    @Option(names = "--skip-metadata", description = "look at the structure only")
    private boolean skipMetadata;

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    SurveyValidate(Console console) {
        super(console);
    }

    @SuppressWarnings("try") // the bar is only there to be closed
    private ValidationReport validated(EnumSet<SurveyValidator.Part> parts) {
        AtomicLong done = new AtomicLong();
        long bytes = Math.max(1, Progress.length(path));
        try (Progress shown = progressOfBytes("validate", bytes, done::get)) {
            ValidationReport report = SurveyValidator.validate(path, parts, done::set);
            done.set(bytes);
            return report;
        }
    }

    @Override
    protected int run() {
        EnumSet<SurveyValidator.Part> parts = EnumSet.noneOf(SurveyValidator.Part.class);
        if (!skipMetadata) {
            parts.add(SurveyValidator.Part.METADATA);
        }
        if (data) {
            parts.add(SurveyValidator.Part.DATA);
            parts.add(SurveyValidator.Part.INTEGRITY);
        }
        ValidationReport report = validated(parts);
        if (json) {
            console().out().println(report.json());
        } else {
            report.messages().stream()
                    .filter(message -> isVerbose() || message.level() != ValidationReport.Level.INFO)
                    .forEach(message -> console().out().println(message));
            hint(path + (report.isValid() ? ": valid, " : ": not valid, ")
                    + report.count(ValidationReport.Level.ERROR) + " errors, "
                    + report.count(ValidationReport.Level.WARNING) + " warnings");
        }
        return report.isValid() ? ExitStatus.OK : ExitStatus.FAILED;
    }
}

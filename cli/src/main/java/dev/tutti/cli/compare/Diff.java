package dev.tutti.cli.compare;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Failures;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.hdf5.H5File;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what differs between two files, or between objects of them; with the exit statuses of h5diff: 0 same, 1 different, 2 error. */
@CommandLine.Command(
        name = "diff",
        description = "what differs between two files or objects: exit 0 same, 1 different, 2 error")
public final class Diff extends Command {
    private static final int ERROR = 2;

    @Parameters(arity = "2", paramLabel = "A B", hideParamSyntax = true, description = "files, or objects in them")
    private List<String> words = List.of();

    @Option(
            names = {"-d", "--abs"},
            converter = OptionValues.Tolerance.class,
            paramLabel = "X",
            description = "numbers that differ by no more than X are the same")
    private double absolute;

    @Option(
            names = {"-p", "--rel"},
            converter = OptionValues.Tolerance.class,
            paramLabel = "X",
            description = "numbers that differ by no more than X times the first are the same")
    private double relative;

    @Option(
            names = "--nan-equal",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "NaN is the same as NaN (so by default)")
    private boolean nanEqual = true;

    @Option(
            names = "--exclude",
            paramLabel = "PATH",
            description = "leaves out this object and what is below it; may be given again")
    private List<String> excluded = List.of();

    @Option(names = "--no-attributes", description = "leaves out attributes")
    private boolean withoutAttributes;

    @Option(
            names = {"-n", "--count"},
            converter = OptionValues.Any.class,
            paramLabel = "N",
            description = "at most N differing values of a dataset are printed (10)")
    private int most = 10;

    @Option(names = "--json", description = "one document with all that differs")
    private boolean json;

    public Diff(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    protected int run() {
        try {
            Address a = Address.parse(words.get(0)).existing().whole();
            Address b = Address.parse(words.get(1)).existing().whole();
            try (H5File one = Opening.toLook(a.file());
                    H5File other =
                            a.file().toRealPath().equals(b.file().toRealPath()) ? one : Opening.toLook(b.file())) {
                Differences.Rules rules =
                        new Differences.Rules(absolute, relative, nanEqual, excluded, !withoutAttributes, most);
                Differences differences = new Differences(one, other, rules);
                long all = showsProgress() ? Differences.bytes(one.get(a.object())) : -1;
                try (Progress shown = lateProgressOfBytes("diff", all, differences::bytes)) {
                    differences.compare(a.object(), b.object());
                }
                if (json) {
                    print(differences);
                } else {
                    differences.found().forEach(found -> console().out().println(found.text()));
                }
                return differences.found().isEmpty() ? 0 : 1;
            }
        } catch (IOException | RuntimeException e) {
            Failures.report(console(), "diff", e, isVerbose());
            return ERROR;
        }
    }

    private void print(Differences differences) throws IOException {
        try (JsonGenerator out = Json.document(console().out())) {
            out.writeStartObject();
            out.writeBooleanField("same", differences.found().isEmpty());
            out.writeArrayFieldStart("differences");
            for (Differences.Found found : differences.found()) {
                out.writeStartObject();
                out.writeStringField("path", found.path());
                out.writeStringField("what", found.what());
                out.writeStringField("a", found.a());
                out.writeStringField("b", found.b());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        console().out().println();
    }
}

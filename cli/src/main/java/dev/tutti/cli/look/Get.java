package dev.tutti.cli.look;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Csv;
import dev.tutti.cli.text.Elements;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.Nested;
import dev.tutti.cli.text.Values;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Node;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints bare values, for scripts: one value a line, rows of a table as CSV; or an attribute. */
@CommandLine.Command(
        name = "get",
        description = "bare values, one a line: FILE/PATH[0:5], or an attribute: FILE/PATH@NAME")
public final class Get extends Command {
    @Parameters(
            arity = "1..2",
            paramLabel = "FILE/PATH",
            description = "a dataset, with a slice in brackets if wanted, or PATH@NAME")
    private List<String> words = List.of();

    @Option(
            names = "--slice",
            paramLabel = "SLICE",
            description = "part of the dataset, in numpy's notation: 10:20,::2")
    private @Nullable String slice;

    @Option(names = "--json", description = "one JSON value")
    private boolean json;

    public Get(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    protected int run() throws IOException {
        Address address = Address.parse(words).withSlice(slice).existing();
        try (H5File file = Opening.toLook(address.file());
                Progress shown = progressOfOutput("get")) {
            int at = address.object().lastIndexOf('@');
            if (at > 0 && !file.contains(address.object())) {
                String object = address.object().substring(0, at);
                attribute(
                        file.get(object.isEmpty() ? "/" : object),
                        address.object().substring(at + 1));
            } else if (file.get(address.object()) instanceof Dataset dataset) {
                values(dataset, address);
            } else {
                throw CommandFailure.usage(
                        address + " is no dataset; tutti ls shows what is in it, PATH@NAME gets an attribute");
            }
        }
        return 0;
    }

    private void values(Dataset dataset, Address address) throws IOException {
        long[] shape = address.selection().shape(dataset.shape());
        if (json) {
            try (JsonGenerator out = Json.lines(console().out())) {
                Nested nested = new Nested(out, shape);
                if (Elements.count(shape) == 0) {
                    nested.empty();
                } else {
                    Elements.forEach(dataset, address.selection(), nested::next);
                }
            }
            console().out().println();
            return;
        }
        long columns = shape.length < 2 ? 1 : shape[shape.length - 1];
        long[] written = {0};
        Elements.forEach(dataset, address.selection(), element -> {
            written[0]++;
            console().out().print(columns == 1 && element instanceof String text ? text : Csv.line(element));
            console().out().print(written[0] % columns == 0 ? "\n" : ",");
        });
    }

    private void attribute(Node node, String name) throws IOException {
        if (!node.attrs().contains(name)) {
            throw new CommandFailure(
                    ExitStatus.NOT_FOUND,
                    node.path() + " has no attribute '" + name + "'; it has "
                            + (node.attrs().names().isEmpty()
                                    ? "none"
                                    : node.attrs().names()));
        }
        Object value = node.attrs().get(name);
        if (json) {
            try (JsonGenerator out = Json.lines(console().out())) {
                Json.value(out, value);
            }
            console().out().println();
            return;
        }
        for (int i = 0; i < Values.length(value); i++) {
            console().out().println(value == null ? "" : Values.text(Values.element(value, i)));
        }
    }
}

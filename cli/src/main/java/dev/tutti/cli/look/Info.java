package dev.tutti.cli.look;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.text.Elements;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.Sizes;
import dev.tutti.cli.text.Values;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Inspection;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.NamedType;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says all about one object. */
@CommandLine.Command(
        name = "info",
        description = "one object: type, shape, layout, filters, stored bytes, attributes, the last values")
public final class Info extends Command {
    private static final long LOOKED_AT = 1 << 20;

    @Parameters(arity = "1..2", paramLabel = "FILE/PATH", description = "an object in a file")
    private List<String> words = List.of();

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    /**
     * What the numbers of the last chunk are like.
     *
     * @param count how many are numbers
     */
    private record Statistics(double min, double max, double mean, long count) {}

    public Info(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        Address address = Address.parse(words).existing();
        try (H5File file = Opening.toLook(address.file())) {
            Node node = file.get(address.object());
            if (json) {
                document(address, node);
            } else {
                text(address, node);
            }
        }
        return 0;
    }

    private void text(Address address, Node node) throws IOException {
        PrintStream out = console().out();
        out.println(address.file() + "  " + node.path());
        String live = LiveBanner.line(address.file());
        if (live != null) {
            hint(live);
        }
        if (node instanceof Dataset dataset) {
            text(out, dataset);
        } else if (node instanceof Group group) {
            out.println("  kind       group");
            out.println("  links      " + group.links().size());
        } else if (node instanceof NamedType type) {
            out.println("  kind       named type");
            out.println("  type       " + type.type());
        }
        for (String name : node.attrs().names()) {
            out.println("  " + Describe.attribute(node.attrs(), name));
        }
    }

    private static void text(PrintStream out, Dataset dataset) throws IOException {
        Layout layout = dataset.layout();
        out.println("  kind       dataset");
        out.println("  type       " + dataset.type());
        out.println("  shape      " + Sizes.shape(dataset.shape()) + " of " + Sizes.shape(dataset.maxShape()));
        out.println("  layout     " + Describe.layout(layout)
                + (layout.index().isEmpty() ? "" : ", index " + layout.index()));
        if (!layout.filters().isEmpty()) {
            out.println("  filters    " + Describe.filters(layout));
        }
        out.println("  stored     " + stored(dataset.inspect()));
        Statistics statistics = statistics(dataset);
        if (statistics != null) {
            out.println("  last chunk min " + Values.text(statistics.min) + ", max " + Values.text(statistics.max)
                    + ", mean " + String.format(Locale.ROOT, "%.6g", statistics.mean));
        }
    }

    private static String stored(Inspection found) {
        String stored = Sizes.bytes(found.storedBytes());
        return found.storedBytes() == 0 || found.layout().filters().isEmpty()
                ? stored
                : stored
                        + String.format(
                                Locale.ROOT, " for %s, ratio %.2f", Sizes.bytes(found.plainBytes()), found.ratio());
    }

    private void document(Address address, Node node) throws IOException {
        try (JsonGenerator out = Json.document(console().out())) {
            out.writeStartObject();
            out.writeStringField("file", address.file().toString());
            LiveBanner.write(out, address.file());
            out.writeStringField("path", node.path());
            out.writeStringField(
                    "kind", node instanceof Group ? "group" : node instanceof Dataset ? "dataset" : "type");
            if (node instanceof Dataset dataset) {
                Describe.dataset(out, dataset);
                Statistics statistics = statistics(dataset);
                if (statistics != null) {
                    out.writeObjectFieldStart("last_chunk");
                    out.writeNumberField("min", statistics.min);
                    out.writeNumberField("max", statistics.max);
                    out.writeNumberField("mean", statistics.mean);
                    out.writeNumberField("count", statistics.count);
                    out.writeEndObject();
                }
            } else if (node instanceof Group group) {
                out.writeNumberField("links", group.links().size());
            } else if (node instanceof NamedType type) {
                out.writeStringField("type", type.type().toString());
            }
            Describe.attributes(out, node.attrs());
            out.writeEndObject();
        }
        console().out().println();
    }

    /** Smallest, largest and mean value of the last rows, as many as a chunk has; null where there are no numbers. */
    private static @Nullable Statistics statistics(Dataset dataset) throws IOException {
        long[] shape = dataset.shape();
        if (shape.length == 0
                || dataset.size() == 0
                || !dataset.type().toString().matches("(i|u|f|bf)\\d+(be)?")) {
            return null;
        }
        long row = dataset.size() / shape[0];
        if (row > LOOKED_AT) {
            return null;
        }
        List<Integer> chunk = dataset.layout().chunk();
        long rows = chunk.isEmpty() ? LOOKED_AT / row : (shape[0] - 1) % chunk.get(0) + 1;
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0};
        Elements.forEach(dataset, Slice.last(Math.max(1, Math.min(rows, LOOKED_AT / row))), element -> {
            double value = element instanceof Number number ? number.doubleValue() : Double.NaN;
            if (!Double.isNaN(value)) {
                range[0] = Math.min(range[0], value);
                range[1] = Math.max(range[1], value);
                range[2] += value;
                range[3]++;
            }
        });
        return range[3] == 0 ? null : new Statistics(range[0], range[1], range[2] / range[3], (long) range[3]);
    }
}

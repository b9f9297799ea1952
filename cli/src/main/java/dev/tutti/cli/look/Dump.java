package dev.tutti.cli.look;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Block;
import dev.tutti.cli.text.Csv;
import dev.tutti.cli.text.Ddl;
import dev.tutti.cli.text.Elements;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.Nested;
import dev.tutti.cli.text.Npy;
import dev.tutti.cli.text.Slab;
import dev.tutti.cli.text.Values;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.Node;
import dev.tutti.hdf5.Slice;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints values: a dataset, a part of one, or everything below a group. */
@CommandLine.Command(
        name = "dump",
        description = "values as text, CSV, JSON, a npy file or HDF5's data definition language")
public final class Dump extends Command {
    /** What the output looks like. */
    enum Format {
        text,
        csv,
        json,
        jsonl,
        npy,
        ddl
    }

    @Parameters(
            arity = "1..2",
            paramLabel = "FILE/PATH",
            description = "a dataset or group, with a slice in brackets if wanted")
    private List<String> words = List.of();

    @Option(
            names = "--slice",
            paramLabel = "SLICE",
            description = "part of the dataset, in numpy's notation: 10:20,::2")
    private @Nullable String slice;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; by the name of the output, else text")
    private @Nullable Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "file to write, - for standard output")
    private String output = "-";

    @Option(names = "--json", description = "short for --format json")
    private boolean json;

    @Option(names = "--jsonl", description = "short for --format jsonl")
    private boolean jsonl;

    @Mixin
    private DumpOptions options = new DumpOptions();

    public Dump(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    protected int run() throws IOException {
        Address address = Address.parse(words).withSlice(slice).existing();
        Format wanted = wantedFormat();
        try (H5File file = Opening.toLook(address.file())) {
            Node node = file.get(address.object());
            if (output.equals("-")) {
                try (Progress shown = progressOfOutput("dump")) {
                    dump(address, node, wanted, console().out());
                }
            } else {
                toFile(Path.of(output), address, node, wanted);
            }
        }
        return 0;
    }

    /** A file gets its name when all is in it, so that what stood there is not lost to a dump that fails; a pipe or a device has its name already. */
    @SuppressWarnings("try") // the bar is only there to be closed
    private void toFile(Path target, Address address, Node node, Format wanted) throws IOException {
        boolean plain = !Files.exists(target) || Files.isRegularFile(target);
        Path place = plain && Files.exists(target) ? target.toRealPath() : target;
        Path folder = place.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandFailure(ExitStatus.NOT_FOUND, folder + ": no such folder");
        }
        Path work = plain ? place.resolveSibling(place.getFileName() + ".part") : target;
        try {
            try (Progress shown = lateProgressOfBytes(
                            String.valueOf(target.getFileName()),
                            wanted == Format.npy && node instanceof Dataset dataset ? plainBytes(dataset, address) : -1,
                            () -> Progress.length(work));
                    OutputStream stream = new BufferedOutputStream(Files.newOutputStream(work));
                    PrintStream out = new PrintStream(stream, false, StandardCharsets.UTF_8)) {
                dump(address, node, wanted, out);
                if (out.checkError()) {
                    throw new IOException(output + ": not everything could be written");
                }
            }
            if (plain) {
                Files.move(work, place, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            if (plain) {
                Files.deleteIfExists(work);
            }
        }
    }

    private static long plainBytes(Dataset dataset, Address address) {
        return Elements.count(address.selection().shape(dataset.shape()))
                * dataset.type().size();
    }

    private Format wantedFormat() {
        if (options.given() && (json || jsonl || (format != null && format != Format.ddl))) {
            throw CommandFailure.usage("the options of h5dump go with --format ddl only");
        }
        if (json || jsonl) {
            return json ? Format.json : Format.jsonl;
        }
        if (format != null) {
            return format;
        }
        if (options.given()) {
            return Format.ddl;
        }
        String suffix = output.substring(output.lastIndexOf('.') + 1);
        for (Format candidate : Format.values()) {
            if (suffix.equals(candidate.name())) {
                return candidate;
            }
        }
        return Format.text;
    }

    private void ddl(Address address, Node node, PrintStream out) throws IOException {
        Ddl ddl = new Ddl(out, options.style(), node.file(), address.file().toString());
        ddl.document(() -> {
            if (options.choose()) {
                options.print(ddl, node.file());
            } else {
                ddl.node(node, node.path(), "", Slab.of(address.selection()));
            }
        });
    }

    private void dump(Address address, Node node, Format format, PrintStream out) throws IOException {
        if (format == Format.ddl) {
            ddl(address, node, out);
            return;
        }
        if (node instanceof Dataset dataset) {
            switch (format) {
                case text -> text(dataset, address.selection(), out);
                case csv -> csv(dataset, address.selection(), out);
                case json -> json(dataset, address.selection(), out);
                case jsonl -> jsonl(dataset, address.selection(), out);
                case npy -> npy(dataset, address.selection(), out);
                default -> throw new IllegalStateException(format.name());
            }
            return;
        }
        if (format != Format.text || address.slice() != null || !(node instanceof Group group)) {
            throw CommandFailure.usage(node.path() + " is no dataset; --format text and ddl print groups");
        }
        group(group, out, new HashSet<>());
    }

    private static void group(Group group, PrintStream out, Set<Long> seen) throws IOException {
        if (!seen.add(group.address())) {
            return;
        }
        for (LinkInfo link : group.links()) {
            if (link.kind() == LinkInfo.Kind.HARD) {
                Node child = group.get(link.name());
                if (child instanceof Dataset dataset) {
                    out.println(dataset.path() + "  " + dataset.type());
                    text(dataset, Slice.all(), out);
                } else if (child instanceof Group below) {
                    group(below, out, seen);
                }
            }
        }
    }

    private static void text(Dataset dataset, Slice slice, PrintStream out) throws IOException {
        Block block = new Block(out, slice.shape(dataset.shape()), "");
        Elements.forEach(dataset, slice, block::next);
        block.end();
    }

    private static void csv(Dataset dataset, Slice slice, PrintStream out) throws IOException {
        long[] shape = slice.shape(dataset.shape());
        long columns = shape.length < 2 ? 1 : shape[shape.length - 1];
        long[] written = {0};
        Elements.forEach(dataset, slice, element -> {
            Map<String, @Nullable Object> members = Values.members(element);
            if (members != null && written[0] == 0) {
                out.println(String.join(
                        ",", members.keySet().stream().map(Csv::field).toList()));
            }
            out.print(Csv.line(element));
            written[0]++;
            out.print(written[0] % columns == 0 || members != null ? "\n" : ",");
        });
    }

    private static void json(Dataset dataset, Slice slice, PrintStream out) throws IOException {
        long[] shape = slice.shape(dataset.shape());
        try (JsonGenerator json = Json.document(out)) {
            json.writeStartObject();
            json.writeStringField("path", dataset.path());
            json.writeStringField("type", dataset.type().toString());
            Json.field(json, "shape", shape);
            json.writeFieldName("data");
            Nested nested = new Nested(json, shape);
            if (Elements.count(shape) == 0) {
                nested.empty();
            } else {
                Elements.forEach(dataset, slice, nested::next);
            }
            json.writeEndObject();
        }
        out.println();
    }

    /** One object for each element along the first dimension. */
    private static void jsonl(Dataset dataset, Slice slice, PrintStream out) throws IOException {
        long[] shape = slice.shape(dataset.shape());
        if (Elements.count(shape) == 0) {
            return;
        }
        long[] rowShape = shape.length == 0 ? shape : java.util.Arrays.copyOfRange(shape, 1, shape.length);
        long rowLength = Elements.count(rowShape);
        JsonGenerator json = Json.lines(out);
        Nested[] row = new Nested[1];
        long[] index = {0};
        Elements.forEach(dataset, slice, element -> {
            if (index[0] % rowLength == 0) {
                json.writeStartObject();
                json.writeNumberField("index", index[0] / rowLength);
                json.writeFieldName("value");
                row[0] = new Nested(json, rowShape);
            }
            row[0].next(element);
            index[0]++;
            if (index[0] % rowLength == 0) {
                json.writeEndObject();
                json.writeRaw('\n');
            }
        });
        json.close();
    }

    private static void npy(Dataset dataset, Slice slice, PrintStream out) throws IOException {
        Npy.writeHeader(out, dataset.type().toString(), slice.shape(dataset.shape()));
        for (Slice piece : slice.pieces(dataset.shape(), Elements.pieceLength(dataset))) {
            out.write(dataset.raw(piece));
        }
    }
}

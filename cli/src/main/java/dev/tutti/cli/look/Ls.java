package dev.tutti.cli.look;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.ExitStatus;
import dev.tutti.cli.run.Failures;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.run.Style;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.OptionValues;
import dev.tutti.cli.text.Sizes;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.NamedType;
import dev.tutti.hdf5.Node;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists what is in a file. */
@CommandLine.Command(name = "ls", description = "the tree of a file; says when the file is live")
public final class Ls extends Command {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE[/PATH]",
            description = "a file, or a group or dataset in it; several; or FILE PATH…")
    private List<String> words = List.of();

    @Option(
            names = {"-l", "--long"},
            description = "type, layout, filters and stored bytes too")
    private boolean detailed;

    @Option(
            names = {"-r", "--recursive", "--flat"},
            description = "flat: one full path a line, as h5ls -r")
    private boolean flat;

    @Option(
            names = "--depth",
            converter = OptionValues.Any.class,
            paramLabel = "N",
            description = "levels below the start; all by default")
    private int depth = Integer.MAX_VALUE;

    @Option(
            names = {"-a", "--attrs"},
            description = "attributes too")
    private boolean attributes;

    @Option(names = "--json", description = "one JSON document")
    private boolean json;

    /** Where each object was met first, by address: a second way to it is a link back and not followed. */
    private final Map<Long, String> seen = new HashMap<>();

    /** The first thing that could not be read, or null. */
    private @Nullable H5Exception failure;

    public Ls(Console console) {
        super(console);
    }

    @Override
    protected int run() throws IOException {
        List<Address> addresses = Address.eachOrFiles(words);
        addresses.forEach(Address::existing);
        if (json) {
            try (JsonGenerator out = Json.document(console().out())) {
                if (addresses.size() > 1) {
                    out.writeStartArray();
                }
                for (Address address : addresses) {
                    document(out, address);
                }
                if (addresses.size() > 1) {
                    out.writeEndArray();
                }
            }
            console().out().println();
            return 0;
        }
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.size() > 1) {
                console().out().println((i == 0 ? "" : "\n") + addresses.get(i).text() + ":");
            }
            show(addresses.get(i));
        }
        return failure == null ? ExitStatus.OK : Failures.status(failure);
    }

    private void document(JsonGenerator out, Address address) throws IOException {
        try (H5File file = Opening.toLook(address.file())) {
            seen.clear();
            Node start = file.get(address.object());
            out.writeStartObject();
            out.writeStringField("file", address.file().toString());
            LiveBanner.write(out, address.file());
            out.writeFieldName("root");
            document(out, start, start.path(), 0);
            out.writeEndObject();
        }
    }

    private void show(Address address) {
        try (H5File file = Opening.toLook(address.file())) {
            seen.clear();
            Node start = file.get(address.object());
            String live = LiveBanner.line(address.file());
            if (live != null) {
                hint(live);
            }
            if (flat) {
                console().out().println(flatLine(start.path(), start));
                printAttributes(start, "    ");
                flat(start, start.path(), 1);
            } else {
                console().out().println(treeLine(start.path(), start));
                printAttributes(start, "    ");
                tree(start, "", 1);
            }
        }
    }

    private void tree(Node node, String indent, int level) {
        if (!(node instanceof Group group) || level > depth || seen.putIfAbsent(node.address(), node.path()) != null) {
            return;
        }
        List<LinkInfo> links = group.links();
        for (int i = 0; i < links.size(); i++) {
            LinkInfo link = links.get(i);
            boolean last = i == links.size() - 1;
            String branch = indent + (last ? "└── " : "├── ");
            String below = indent + (last ? "    " : "│   ");
            if (link.kind() == LinkInfo.Kind.HARD) {
                Node child = group.get(link.name());
                String again = again(child);
                console().out().println(branch + treeLine(link.name(), child) + again);
                printAttributes(child, below + "    ");
                tree(child, below, level + 1);
            } else {
                console().out().println(branch + Style.LINK.of(console(), link.name()) + target(link));
            }
        }
    }

    private String again(Node child) {
        String first = child instanceof Group ? seen.get(child.address()) : null;
        return first == null ? "" : Style.DIM.of(console(), "  same as " + first);
    }

    private static String target(LinkInfo link) {
        return switch (link.kind()) {
            case SOFT -> " -> " + link.target();
            case EXTERNAL -> " -> " + link.target() + "  (external)";
            default -> "  (user-defined link)";
        };
    }

    private String treeLine(String name, Node node) {
        if (node instanceof Dataset dataset) {
            return name + "  "
                    + Style.DIM.of(
                            console(),
                            readable(() -> dataset.type() + " " + Sizes.shape(dataset.shape()))
                                    + (detailed ? readable(() -> details(dataset)) : ""));
        }
        if (node instanceof NamedType type) {
            return name + "  " + Style.DIM.of(console(), "type " + type.type());
        }
        return Style.GROUP.of(console(), name.endsWith("/") ? name : name + "/");
    }

    /** What is damaged or unknown is said in its place; the rest of the file is listed all the same. */
    private String readable(Supplier<String> words) {
        try {
            return words.get();
        } catch (H5Exception e) {
            failure = failure == null ? e : failure;
            return Style.BAD.of(console(), "  unreadable: " + e.getMessage());
        }
    }

    private static String details(Dataset dataset) {
        String filters = Describe.filters(dataset.layout());
        return " of " + Sizes.shape(dataset.maxShape()) + "  " + Describe.layout(dataset.layout())
                + (filters.isEmpty() ? "" : "  " + filters) + "  " + Sizes.bytes(dataset.storedBytes());
    }

    private void flat(Node node, String path, int level) {
        if (!(node instanceof Group group) || level > depth || seen.putIfAbsent(node.address(), path) != null) {
            return;
        }
        for (LinkInfo link : group.links()) {
            String full = path.endsWith("/") ? path + link.name() : path + "/" + link.name();
            if (link.kind() == LinkInfo.Kind.HARD) {
                Node child = group.get(link.name());
                console().out().println(flatLine(full, child));
                printAttributes(child, "    ");
                flat(child, full, level + 1);
            } else {
                String kind = link.kind() == LinkInfo.Kind.SOFT ? "Soft Link {" : "External Link {";
                console().out().println(column(full) + kind + link.target() + "}");
            }
        }
    }

    private String flatLine(String path, Node node) {
        if (node instanceof Dataset dataset) {
            return column(path) + "Dataset " + h5lsShape(dataset)
                    + (detailed ? " " + dataset.type() + details(dataset) : "");
        }
        return column(path) + (node instanceof Group ? "Group" : "Type");
    }

    /** Names in a column as h5ls has it: 24 characters, then a space. */
    private static String column(String path) {
        return path + " ".repeat(Math.max(0, 24 - path.length())) + " ";
    }

    private static String h5lsShape(Dataset dataset) {
        long[] shape = dataset.shape();
        long[] max = dataset.maxShape();
        if (shape.length == 0) {
            return dataset.size() == 0 ? "{NULL}" : "{SCALAR}";
        }
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < shape.length; i++) {
            text.append(i == 0 ? "" : ", ").append(shape[i]);
            if (max[i] != shape[i]) {
                text.append('/').append(max[i] < 0 ? "Inf" : Long.toString(max[i]));
            }
        }
        return text.append('}').toString();
    }

    private void printAttributes(Node node, String indent) {
        if (attributes) {
            for (String name : node.attrs().names()) {
                console()
                        .out()
                        .println(indent
                                + Style.DIM.of(console(), readable(() -> Describe.attribute(node.attrs(), name))));
            }
        }
    }

    private void document(JsonGenerator out, Node node, String path, int level) throws IOException {
        out.writeStartObject();
        out.writeStringField("path", path);
        out.writeStringField("kind", node instanceof Group ? "group" : node instanceof Dataset ? "dataset" : "type");
        if (node instanceof Dataset dataset) {
            Describe.dataset(out, dataset);
        } else if (node instanceof NamedType type) {
            out.writeStringField("type", type.type().toString());
        }
        if (attributes) {
            Describe.attributes(out, node.attrs());
        }
        if (node instanceof Group group && level < depth) {
            @Nullable String first = seen.putIfAbsent(node.address(), path);
            if (first == null) {
                children(out, group, path, level);
            } else {
                out.writeStringField("same_as", first);
            }
        }
        out.writeEndObject();
    }

    private void children(JsonGenerator out, Group group, String path, int level) throws IOException {
        out.writeArrayFieldStart("children");
        for (LinkInfo link : group.links()) {
            String full = path.endsWith("/") ? path + link.name() : path + "/" + link.name();
            if (link.kind() == LinkInfo.Kind.HARD) {
                document(out, group.get(link.name()), full, level + 1);
            } else {
                out.writeStartObject();
                out.writeStringField("path", full);
                out.writeStringField("kind", link.kind().name().toLowerCase(java.util.Locale.ROOT) + " link");
                out.writeStringField("target", link.target());
                out.writeEndObject();
            }
        }
        out.writeEndArray();
    }
}

package dev.tutti.hdf5;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An object and all below it as a tree of lines: attributes first, then the members of a table, then what a group holds. */
final class TreeText {
    private final StringBuilder text = new StringBuilder();
    private final Set<Object> seen = new HashSet<>();

    private TreeText() {}

    static String of(Node node) {
        TreeText tree = new TreeText();
        tree.text.append(title(node.name(), node));
        tree.below(node, "");
        return tree.text.toString();
    }

    private static String title(String name, Node node) {
        if (node instanceof Group) {
            return name.equals("/") ? name : name + "/";
        }
        if (node instanceof Dataset dataset) {
            return name + " <" + shaped(dataset) + ">";
        }
        return name + " <type " + ((NamedType) node).type() + ">";
    }

    private static String shaped(Dataset dataset) {
        String type = brief(dataset.type());
        if (Kind.isEmpty(dataset)) {
            return type + " empty";
        }
        List<Long> shape = new ArrayList<>();
        for (long length : dataset.shape()) {
            shape.add(length);
        }
        return shaped(type, shape);
    }

    private static String shaped(String type, List<Long> shape) {
        return shape.isEmpty()
                ? type + " scalar"
                : type + " × " + shape.stream().map(String::valueOf).collect(Collectors.joining(" × "));
    }

    private static String brief(DType type) {
        int members = type.members().size();
        return members == 0 || type.equals(DType.COMPLEX64) || type.equals(DType.COMPLEX128)
                ? type.toString()
                : "compound[" + members + "]";
    }

    /** One line below an object: what it says, and the object, or null where nothing is below it. */
    private record Line(String title, @Nullable Node node) {}

    private void below(Node node, String indent) {
        List<Line> lines = new ArrayList<>();
        for (String name : node.attrs().names()) {
            AttributeInfo info = node.attrs().info(name);
            String what = info.empty() ? brief(info.type()) + " empty" : shaped(brief(info.type()), info.shape());
            lines.add(new Line("@" + name + " <" + what + ">", null));
        }
        if (node instanceof Dataset dataset && Kind.of(dataset) == Kind.TABLE) {
            for (Map.Entry<String, DType> member : dataset.type().members().entrySet()) {
                lines.add(new Line("$" + member.getKey() + " <" + brief(member.getValue()) + ">", null));
            }
        }
        if (node instanceof Group group && seen.add(group.place().located())) {
            group.links().forEach(link -> lines.add(line(group, link)));
        }
        for (int i = 0; i < lines.size(); i++) {
            boolean last = i == lines.size() - 1;
            Line line = lines.get(i);
            text.append('\n').append(indent).append(last ? "└── " : "├── ").append(line.title);
            if (line.node != null) {
                below(line.node, indent + (last ? "    " : "│   "));
            }
        }
    }

    private Line line(Group group, LinkInfo link) {
        if (link.kind() != LinkInfo.Kind.HARD) {
            return new Line(link.name() + " -> " + (link.target().isEmpty() ? "?" : link.target()), null);
        }
        Node child = group.get(link.name());
        boolean shown =
                child instanceof Group known && seen.contains(known.place().located());
        return shown ? new Line(link.name() + "/ (shown above)", null) : new Line(title(link.name(), child), child);
    }
}

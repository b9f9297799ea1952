package dev.tutti.cli.text;

import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.Node;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The names in a file with what they stand for, as h5dump prints them with {@code -n}. */
final class DdlContents {
    private static final int WIDTH = 10;

    private final PrintStream out;
    private final Ddl ddl;
    private final DdlStyle style;
    private final Map<Long, String> seen = new HashMap<>();

    DdlContents(PrintStream out, Ddl ddl, DdlStyle style) {
        this.out = out;
        this.ddl = ddl;
        this.style = style;
    }

    void print(Group root, Set<Long> unnamed) {
        out.println("FILE_CONTENTS {");
        unnamed.forEach(address -> line("datatype", "/#" + address));
        object(root, "/");
        out.println(" }");
    }

    private void line(String kind, String path) {
        out.println(" " + kind + " ".repeat(Math.max(0, WIDTH - kind.length())) + " " + path);
    }

    private void object(Node node, String path) {
        String kind = node instanceof Group ? "group" : node instanceof Dataset ? "dataset" : "datatype";
        String first = seen.putIfAbsent(node.address(), path);
        if (first != null) {
            line(kind, path + " -> " + first);
            return;
        }
        line(kind, path);
        String below = path.equals("/") ? path : path + "/";
        if (style.shows(DdlStyle.Part.ATTRIBUTES)) {
            List<String> names = ddl.ordered(node.attrs().names(style.order()));
            names.forEach(name -> line("attribute", below + name));
        }
        if (node instanceof Group group) {
            for (LinkInfo link : ddl.ordered(group.links(style.order()))) {
                link(group, link, below + link.name());
            }
        }
    }

    private void link(Group group, LinkInfo link, String path) {
        switch (link.kind()) {
            case HARD -> object(group.get(link.name()), path);
            case SOFT -> line("link", path + " -> " + link.target());
            case EXTERNAL -> line("ext link", path + " -> " + link.file() + " " + link.path());
            case USER -> line("unknown type of UD link", path + " -> ???");
        }
    }
}

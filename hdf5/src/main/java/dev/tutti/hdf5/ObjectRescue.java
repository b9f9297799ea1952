package dev.tutti.hdf5;

import dev.tutti.engine.filter.Filters;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.object.CreationOrder;
import dev.tutti.engine.object.FileOpener;
import dev.tutti.engine.object.FileSettings;
import dev.tutti.engine.object.NewFile;
import dev.tutti.engine.object.OpenFile;
import dev.tutti.errors.H5Exception;
import dev.tutti.format.message.Filter;
import dev.tutti.format.message.Link;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies what can be read of a damaged file into a new one: groups, datasets with their layout and filters, attributes, links. Of a dataset with a
 * damaged chunk the rows of that chunk are lost and the others kept. Groups and objects that keep the order of creation keep it. Datatypes keep
 * their names; what used a type by its name has it itself then. Object references are copied as numbers and mean nothing in the new file.
 */
final class ObjectRescue {
    private static final long PIECE = 1 << 18;
    private static final int DEEPEST = 512;

    /** The checksum, which is no matter of choice. */
    private static final int FLETCHER = 3;

    private final H5File target;
    private final Map<Long, String> copied = new HashMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<String> lost = new ArrayList<>();

    /** A group whose links are still to be copied. */
    private record Waiting(Group group, String path, int depth) {}

    private ObjectRescue(H5File target) {
        this.target = target;
    }

    /** Copies and returns what was lost. */
    static List<String> copy(Path from, Path to) {
        try (H5File source = H5.open(from, FileOptions.snapshotOfLive());
                H5File target = create(to, order(source.root()))) {
            ObjectRescue rescue = new ObjectRescue(target);
            Group root = source.root();
            rescue.copied.put(root.address(), "/");
            rescue.attributes(root, target.attrs());
            rescue.waiting.add(new Waiting(root, "/", 0));
            while (!rescue.waiting.isEmpty()) {
                rescue.group(rescue.waiting.remove());
            }
            return rescue.lost;
        }
    }

    private static H5File create(Path to, CreationOrder rootOrder) {
        FileSettings settings = FileOptions.exclusive().settings().withMade(NewFile.STANDARD.withRootOrder(rootOrder));
        return new H5File(FileOpener.create(to, settings, false), to);
    }

    private static CreationOrder order(Node node) {
        OpenFile file = node.file().open();
        return file.consistently(view -> CreationOrder.of(ObjectHeader.load(view, node.address())));
    }

    private void group(Waiting next) {
        Group group = next.group;
        String path = next.path;
        List<Link> links;
        try {
            links = group.inOrder();
        } catch (H5Exception e) {
            lose(path, "what is in it", e);
            return;
        }
        for (Link link : links) {
            String child = path.equals("/") ? "/" + link.name() : path + "/" + link.name();
            try {
                link(next, link, child);
            } catch (H5Exception e) {
                lose(child, "all of it", e);
            }
        }
    }

    private void link(Waiting from, Link link, String path) {
        if (link.target() instanceof Link.Hard hard) {
            node(from.group.hardChild(link, hard), path, from.depth + 1);
        } else if (link.target() instanceof Link.Soft soft) {
            target.softLink(path, soft.path());
        } else if (link.target() instanceof Link.External external) {
            target.externalLink(path, external.file(), external.path());
        } else {
            lost.add(path + ": a user-defined link");
        }
    }

    private void node(Node node, String path, int depth) {
        String first = copied.get(node.address());
        if (first != null) {
            target.hardLink(path, first);
        } else if (node instanceof Group group) {
            if (depth > DEEPEST) {
                lost.add(path + ": groups are nested more than " + DEEPEST + " deep");
                return;
            }
            Group copy = target.createGroup(path, order(group));
            copied.put(node.address(), path);
            attributes(group, copy.attrs());
            waiting.add(new Waiting(group, path, depth));
        } else if (node instanceof Dataset dataset) {
            Dataset copy = create(dataset, path);
            copied.put(node.address(), path);
            values(dataset, copy, path);
            attributes(dataset, copy.attrs());
        } else {
            NamedType copy = target.createType(path, ((NamedType) node).type(), order(node));
            copied.put(node.address(), path);
            attributes(node, copy.attrs());
        }
    }

    private Dataset create(Dataset dataset, String path) {
        DatasetBuilder builder = target.create(path).type(dataset.type()).order(order(dataset));
        if (dataset.size() == 0 && dataset.shape().length == 0) {
            return builder.empty().create();
        }
        if (dataset.shape().length == 0) {
            return builder.scalar().create();
        }
        builder.shape(dataset.shape()).maxShape(dataset.maxShape());
        Layout layout = dataset.layout();
        if (!layout.chunk().isEmpty()) {
            builder.chunk(layout.chunk().stream().mapToInt(Integer::intValue).toArray());
        } else if (layout.kind() == Layout.Kind.COMPACT) {
            builder.compact();
        }
        List<Filter> kept = new ArrayList<>();
        for (Layout.FilterInfo filter : layout.filters()) {
            if (Filters.available(filter.id())) {
                int[] parameters =
                        filter.parameters().stream().mapToInt(Integer::intValue).toArray();
                kept.add(new Filter(
                        filter.id(), filter.name(), filter.id() == FLETCHER ? 0 : Filter.OPTIONAL, parameters));
            } else {
                lost.add(path + ": filter " + filter.name() + "; its values are stored without it");
            }
        }
        builder.filters(kept);
        return builder.create();
    }

    private void values(Dataset from, Dataset to, String path) {
        if (from.size() == 0) {
            return;
        }
        for (Slice piece : Slice.all().pieces(from.shape(), pieceLength(from))) {
            try {
                to.write(piece, from.read(piece));
            } catch (H5Exception e) {
                lose(path, "values [" + piece + "]", e);
            }
        }
    }

    /** Pieces of whole rows of chunks, so that one damaged chunk costs its own rows and no others. */
    private static long pieceLength(Dataset dataset) {
        List<Integer> chunk = dataset.layout().chunk();
        if (chunk.isEmpty()) {
            return PIECE;
        }
        long length = chunk.get(0);
        for (int i = 1; i < dataset.shape().length; i++) {
            length *= dataset.shape()[i];
        }
        return Math.max(1, length);
    }

    private void attributes(Node from, Attributes to) {
        List<String> names;
        try {
            names = from.attrs().names(LinkOrder.CREATION);
        } catch (H5Exception e) {
            lose(from.path(), "attributes", e);
            return;
        }
        for (String name : names) {
            try {
                Object value = from.attrs().get(name);
                if (value == null) {
                    to.setEmpty(name, from.attrs().info(name).type());
                } else {
                    to.set(name, value, from.attrs().info(name).type());
                }
            } catch (H5Exception e) {
                lose(from.path() + "@" + name, "the attribute", e);
            }
        }
    }

    private void lose(String path, String what, H5Exception reason) {
        lost.add(path + ": " + what + " (" + reason.getMessage() + ")");
    }
}

package dev.tutti.hdf5.oracle;

import dev.tutti.format.datatype.Reference;
import dev.tutti.hdf5.AttributeInfo;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.DTypeBridge;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.DatasetBuilder;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a file anew through Tutti's public API from what Tutti reads in another one: every value goes in and out once. */
final class TuttiCopy {
    private final H5File from;
    private final H5File to;
    private final Map<Long, String> paths = new HashMap<>();
    private final List<Runnable> last = new ArrayList<>();

    private TuttiCopy(H5File from, H5File to) {
        this.from = from;
        this.to = to;
    }

    static void copy(Path source, Path target) {
        try (H5File to = H5.create(target)) {
            copy(source, to);
        }
    }

    /** The same into a file that is open. */
    static void copy(Path source, H5File to) {
        try (H5File from = H5.open(source)) {
            TuttiCopy copy = new TuttiCopy(from, to);
            copy.children(from.root(), "");
            copy.last.forEach(Runnable::run);
        }
    }

    private void children(Group group, String prefix) {
        for (LinkInfo link : group.links()) {
            String path = prefix + "/" + link.name();
            switch (link.kind()) {
                case HARD -> object(group.get(link.name()), path);
                case SOFT -> to.softLink(path, link.target());
                case EXTERNAL -> {
                    int colon = link.target().indexOf(':');
                    to.externalLink(
                            path,
                            link.target().substring(0, colon),
                            link.target().substring(colon + 1));
                }
                default -> throw new IllegalStateException(link.toString());
            }
        }
    }

    private void object(Node node, String path) {
        String first = paths.putIfAbsent(node.address(), path);
        if (first != null) {
            to.hardLink(path, first);
        } else if (node instanceof Group group) {
            Group made = to.createGroup(path);
            attributes(node, made);
            children(group, path);
        } else if (node instanceof Dataset dataset) {
            attributes(node, dataset(dataset, path));
        }
    }

    private Dataset dataset(Dataset dataset, String path) {
        DatasetBuilder builder = to.create(path).type(dataset.type());
        if (TuttiReader.isNull(dataset)) {
            return builder.empty().create();
        }
        builder.shape(dataset.shape());
        Layout layout = dataset.layout();
        switch (layout.kind()) {
            case COMPACT -> builder.compact();
            case CONTIGUOUS -> builder.contiguous();
            default ->
                builder.maxShape(dataset.maxShape())
                        .chunk(layout.chunk().stream()
                                .mapToInt(Integer::intValue)
                                .toArray());
        }
        for (Layout.FilterInfo filter : layout.filters()) {
            switch (filter.id()) {
                case 1 -> builder.deflate(filter.parameters().get(0));
                case 2 -> builder.shuffle();
                case 3 -> builder.fletcher32();
                default -> throw new IllegalStateException(filter.toString());
            }
        }
        Dataset made = builder.create();
        if (dataset.size() > 0) {
            if (isReference(dataset.type())) {
                last.add(() -> made.write(translated(dataset.read())));
            } else {
                made.write(dataset.read());
            }
        }
        return made;
    }

    private static boolean isReference(DType type) {
        return DTypeBridge.datatype(type) instanceof Reference;
    }

    /** References point to addresses, which differ in the copy and are known when all is copied. */
    private Object translated(Object values) {
        if (values instanceof Long address) {
            return address(address);
        }
        long[] addresses = ((long[]) values).clone();
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = address(addresses[i]);
        }
        return addresses;
    }

    private long address(long old) {
        return old == 0 ? 0 : to.get(paths.get(old)).address();
    }

    private void attributes(Node node, Node made) {
        for (String name : node.attrs().names()) {
            AttributeInfo info = node.attrs().info(name);
            if (info.empty()) {
                made.attrs().setEmpty(name, info.type());
            } else {
                long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
                Object value = node.attrs().get(name);
                if (isReference(info.type())) {
                    last.add(() -> made.attrs().set(name, translated(value), info.type(), shape));
                } else {
                    made.attrs().set(name, value, info.type(), shape);
                }
            }
        }
    }
}

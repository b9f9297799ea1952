package dev.tutti.hdf5;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.object.Links;
import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.Resolver;
import dev.tutti.format.message.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks for the first path that leads to an object of a file, in the order of names and each group with all that it holds before the next, as the C library does. */
final class PathSearch {
    private record Step(long address, String path) {}

    private PathSearch() {}

    /** The path, without soft and external links; empty if none leads there. */
    static Optional<String> to(Located wanted) {
        Deque<Step> waiting = new ArrayDeque<>();
        Set<Long> seen = new HashSet<>();
        waiting.add(new Step(Resolver.root(wanted.file()).address(), ""));
        while (!waiting.isEmpty()) {
            Step at = waiting.removeFirst();
            if (at.address == wanted.address()) {
                return Optional.of(at.path.isEmpty() ? "/" : at.path);
            }
            if (!seen.add(at.address)) {
                continue;
            }
            List<Step> below = new ArrayList<>();
            for (Link link : links(new Located(wanted.file(), at.address))) {
                if (link.target() instanceof Link.Hard hard && !seen.contains(hard.address())) {
                    below.add(new Step(hard.address(), at.path + "/" + link.name()));
                }
            }
            for (int i = below.size() - 1; i >= 0; i--) {
                waiting.addFirst(below.get(i));
            }
        }
        return Optional.empty();
    }

    private static List<Link> links(Located object) {
        List<Link> found = object.file().consistently(view -> {
            List<Link> links = new ArrayList<>();
            ObjectHeader header = ObjectHeader.load(view, object.address());
            if (Links.isGroup(header)) {
                Links.forEach(view, header, links::add);
            }
            return links;
        });
        return NameOrder.sorted(found, Link::name);
    }
}

package dev.tutti.hdf5;

import dev.tutti.format.message.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Goes through all objects below a group, each once, a group before what it holds. Soft and external links are not followed. */
final class Walk implements Iterator<Node> {
    private final Deque<Node> waiting = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();

    private Walk(Group from) {
        waiting.add(from);
        seen.add(from.address());
    }

    static Stream<Node> of(Group from) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Walk(from), Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    @Override
    public boolean hasNext() {
        return !waiting.isEmpty();
    }

    @Override
    public Node next() {
        if (waiting.isEmpty()) {
            throw new NoSuchElementException();
        }
        Node node = waiting.removeFirst();
        if (node instanceof Group group) {
            List<Node> children = new ArrayList<>();
            for (Link link : group.sorted()) {
                if (link.target() instanceof Link.Hard hard && seen.add(hard.address())) {
                    children.add(group.hardChild(link, hard));
                }
            }
            for (int i = children.size() - 1; i >= 0; i--) {
                waiting.addFirst(children.get(i));
            }
        }
        return node;
    }
}

package dev.tutti.engine.btree;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A version 1 B-tree: between keys that ascend stand children, on level 0 whatever the tree leads to. The root stays at its address. Two neighbours of a level have
 * the key between them both, and so has the node above; a change keeps it that way. Nodes that lose children are not joined, an empty one is taken out.
 * Immutable; the state is in the view. Changes are not safe under readers of a live file.
 *
 * @param <K> a key
 */
public final class BTree1<K> {
    private static final String STRUCTURE = "version 1 B-tree node";

    /** The level takes one byte. Only trees of two children to a node, whose splits leave one, ever get there. */
    private static final int DEEPEST = 255;

    /**
     * A node.
     *
     * @param level 0 where the children are what the tree leads to
     * @param left node of the same level, or undefined
     * @param right node of the same level, or undefined
     * @param keys one more than children
     * @param children addresses
     */
    public record Node<K>(int level, long left, long right, List<K> keys, List<Long> children) {
        private K first() {
            return keys.get(0);
        }

        private K last() {
            return keys.get(keys.size() - 1);
        }

        private Node<K> with(int index, K key) {
            List<K> changed = new ArrayList<>(keys);
            changed.set(index, key);
            return new Node<>(level, left, right, changed, children);
        }
    }

    /** Which of a child's two keys goes when the child is taken out. */
    public enum Side {
        /** The one before it. */
        LEFT,
        /** The one behind it. */
        RIGHT
    }

    /** How the nodes of one tree are read and written. */
    public interface Form<K> {
        /** Reads a node. */
        Node<K> load(MetaView view, long address);

        /** Sets a node. */
        void stage(MetaTransaction tx, long address, Node<K> node);

        /** Most children of a node. */
        int capacity(MetaView view);

        /** Bytes of a node, its unused room included. */
        long length(MetaView view);

        /** The key that goes with a child. */
        Side goesWithChild();
    }

    /**
     * A node on the way from the root to a leaf.
     *
     * @param index the child that the way goes on to; in the leaf what the search found
     */
    public record Step<K>(long address, Node<K> node, int index) {}

    private final long root;
    private final Form<K> form;

    private BTree1(long root, Form<K> form) {
        this.root = root;
        this.form = form;
    }

    /** The tree whose root node is at {@code root}. */
    public static <K> BTree1<K> open(long root, Form<K> form) {
        return new BTree1<>(root, form);
    }

    /** Makes a tree of one node. */
    public static <K> BTree1<K> create(MetaTransaction tx, Form<K> form, List<K> keys, List<Long> children) {
        long root = tx.allocate(form.length(tx), MetaTransaction.Placement.METADATA);
        form.stage(tx, root, new Node<>(0, ByteSource.UNDEFINED, ByteSource.UNDEFINED, keys, children));
        return new BTree1<>(root, form);
    }

    /** Address of the root node. */
    public long root() {
        return root;
    }

    private Node<K> load(MetaView view, long address, int level) {
        Node<K> node = form.load(view, address);
        if (level >= 0 && (node.level() != level || node.children().isEmpty())) {
            throw damaged(
                    view, address, "children on level " + level, node.children().size() + " on level " + node.level());
        }
        return node;
    }

    private static RuntimeException damaged(MetaView view, long address, String expected, String found) {
        return view.corrupt(address, new FormatException(STRUCTURE, expected, found));
    }

    /**
     * The way from the root to a leaf.
     *
     * @param search the index of a child; in nodes above level 0 one that exists
     */
    public List<Step<K>> descend(MetaView view, ToIntFunction<Node<K>> search) {
        List<Step<K>> path = new ArrayList<>();
        long address = root;
        Node<K> node = load(view, address, -1);
        while (true) {
            int index = search.applyAsInt(node);
            path.add(new Step<>(address, node, index));
            if (node.level() == 0) {
                return path;
            }
            address = node.children().get(index);
            node = load(view, address, node.level() - 1);
        }
    }

    /**
     * Sets what the leaf at the end of a way holds: as many children as before, one more or one less.
     *
     * @param path the way, as {@link #descend} gave it; the tree has not changed since
     * @param at index of the child that was added, by which it is decided where an overfull node is cut
     */
    public void change(MetaTransaction tx, List<Step<K>> path, List<K> keys, List<Long> children, int at) {
        List<K> newKeys = keys;
        List<Long> newChildren = children;
        int added = at;
        for (int depth = path.size() - 1; ; depth--) {
            Step<K> step = path.get(depth);
            int capacity = form.capacity(tx);
            if (step.node.children().size() > capacity) {
                throw damaged(
                        tx,
                        step.address,
                        "at most " + capacity + " children",
                        String.valueOf(step.node.children().size()));
            }
            Above<K> above;
            if (newChildren.size() > capacity) {
                above = split(tx, path, depth, newKeys, newChildren, added);
            } else if (newChildren.isEmpty() && depth > 0) {
                above = takeOut(tx, path, depth);
            } else {
                above = rewrite(tx, path, depth, newKeys, newChildren);
            }
            if (above == null) {
                return;
            }
            newKeys = above.keys;
            newChildren = above.children;
            added = above.added;
        }
    }

    /** What the node above is to hold. */
    private record Above<K>(List<K> keys, List<Long> children, int added) {}

    /** The keys of the node above, with those around its child {@code index} set. */
    private static <K> Above<K> above(Step<K> parent, K first, K last) {
        List<K> keys = new ArrayList<>(parent.node.keys());
        keys.set(parent.index, first);
        keys.set(parent.index + 1, last);
        return new Above<>(keys, new ArrayList<>(parent.node.children()), parent.index);
    }

    private @Nullable Above<K> rewrite(
            MetaTransaction tx, List<Step<K>> path, int depth, List<K> keys, List<Long> children) {
        Step<K> step = path.get(depth);
        Node<K> old = step.node;
        int level = children.isEmpty() ? 0 : old.level(); // an empty root is a leaf
        Node<K> now = new Node<>(level, old.left(), old.right(), keys, children);
        form.stage(tx, step.address, now);
        if (depth == 0) {
            return null;
        }
        tellNeighbours(tx, old, now);
        Step<K> parent = path.get(depth - 1);
        boolean same = Objects.equals(parent.node.keys().get(parent.index), now.first())
                && Objects.equals(parent.node.keys().get(parent.index + 1), now.last());
        return same ? null : above(parent, now.first(), now.last());
    }

    private void tellNeighbours(MetaTransaction tx, Node<K> old, Node<K> now) {
        if (!Objects.equals(old.first(), now.first())) {
            setLast(tx, old.left(), now.level(), now.first());
        }
        if (!Objects.equals(old.last(), now.last())) {
            setFirst(tx, old.right(), now.level(), now.last());
        }
    }

    private void setLast(MetaTransaction tx, long address, int level, K key) {
        if (address != ByteSource.UNDEFINED) {
            Node<K> node = load(tx, address, level);
            form.stage(tx, address, node.with(node.keys().size() - 1, key));
        }
    }

    private void setFirst(MetaTransaction tx, long address, int level, K key) {
        if (address != ByteSource.UNDEFINED) {
            form.stage(tx, address, load(tx, address, level).with(0, key));
        }
    }

    /** Cuts where the C library cuts: at the ends of a level so that a tree that grows there gets full nodes. */
    private static int leftShare(Node<?> node, int capacity, int added) {
        double share = node.right() == ByteSource.UNDEFINED ? 0.9 : node.left() == ByteSource.UNDEFINED ? 0.1 : 0.5;
        int left = (int) (capacity * share);
        int before = Math.max(0, added - 1);
        if (before < left && left == capacity) {
            left--;
        } else if (before >= left && left == 0) {
            left++;
        }
        return before < left ? left + 1 : left;
    }

    private @Nullable Above<K> split(
            MetaTransaction tx, List<Step<K>> path, int depth, List<K> keys, List<Long> children, int added) {
        Step<K> step = path.get(depth);
        Node<K> old = step.node;
        int share = leftShare(old, form.capacity(tx), added);
        boolean isRoot = depth == 0;
        if (isRoot && old.level() == DEEPEST) {
            throw new H5UnsupportedException(tx.path() + ": the version 1 B-tree at byte " + step.address + " has "
                    + (DEEPEST + 1) + " levels, as many as the format allows; copy the object");
        }
        long rightAddress = tx.allocate(form.length(tx), MetaTransaction.Placement.METADATA);
        long leftAddress = isRoot ? tx.allocate(form.length(tx), MetaTransaction.Placement.METADATA) : step.address;
        Node<K> left = new Node<>(
                old.level(),
                old.left(),
                rightAddress,
                List.copyOf(keys.subList(0, share + 1)),
                List.copyOf(children.subList(0, share)));
        Node<K> right = new Node<>(
                old.level(),
                leftAddress,
                old.right(),
                List.copyOf(keys.subList(share, keys.size())),
                List.copyOf(children.subList(share, children.size())));
        form.stage(tx, leftAddress, left);
        form.stage(tx, rightAddress, right);
        if (isRoot) {
            List<K> three = List.of(left.first(), left.last(), right.last());
            form.stage(
                    tx,
                    step.address,
                    new Node<>(
                            old.level() + 1,
                            ByteSource.UNDEFINED,
                            ByteSource.UNDEFINED,
                            three,
                            List.of(leftAddress, rightAddress)));
            return null;
        }
        if (!Objects.equals(old.first(), left.first())) {
            setLast(tx, old.left(), old.level(), left.first());
        }
        if (old.right() != ByteSource.UNDEFINED) {
            Node<K> next = load(tx, old.right(), old.level()).with(0, right.last());
            form.stage(
                    tx,
                    old.right(),
                    new Node<>(next.level(), rightAddress, next.right(), next.keys(), next.children()));
        }
        Step<K> parent = path.get(depth - 1);
        Above<K> above = above(parent, left.first(), right.last());
        above.keys.add(parent.index + 1, left.last());
        above.children.add(parent.index + 1, rightAddress);
        return new Above<>(above.keys, above.children, parent.index + 1);
    }

    private Above<K> takeOut(MetaTransaction tx, List<Step<K>> path, int depth) {
        Step<K> step = path.get(depth);
        Node<K> old = step.node;
        K kept = form.goesWithChild() == Side.RIGHT ? old.first() : old.last();
        if (old.left() != ByteSource.UNDEFINED) {
            Node<K> node = load(tx, old.left(), old.level());
            Node<K> linked = new Node<>(node.level(), node.left(), old.right(), node.keys(), node.children());
            form.stage(tx, old.left(), linked.with(node.keys().size() - 1, kept));
        }
        if (old.right() != ByteSource.UNDEFINED) {
            Node<K> node = load(tx, old.right(), old.level());
            Node<K> linked = new Node<>(node.level(), old.left(), node.right(), node.keys(), node.children());
            form.stage(tx, old.right(), linked.with(0, kept));
        }
        tx.release(step.address, form.length(tx));
        Step<K> parent = path.get(depth - 1);
        List<K> keys = new ArrayList<>(parent.node.keys());
        keys.remove(form.goesWithChild() == Side.RIGHT ? parent.index + 1 : parent.index);
        List<Long> children = new ArrayList<>(parent.node.children());
        children.remove(parent.index);
        return new Above<>(keys, children, 0);
    }

    /** Takes nodes. */
    @FunctionalInterface
    public interface Visitor<K> {
        /** A node at its address. */
        void visit(long address, Node<K> node);
    }

    /** Visits every node, those below a node before it. A tree in which a node stands in two places is damaged. */
    public void forEachNode(MetaView view, Visitor<K> visitor) {
        visit(view, root, -1, new HashSet<>(), visitor);
    }

    private void visit(MetaView view, long address, int level, Set<Long> seen, Visitor<K> visitor) {
        if (!seen.add(address)) {
            throw damaged(view, address, "a node in one place only", "address " + address + " again");
        }
        Node<K> node = load(view, address, level);
        if (node.level() > 0) {
            for (long child : node.children()) {
                visit(view, child, node.level() - 1, seen, visitor);
            }
        }
        visitor.visit(address, node);
    }

    /** Takes what an examination finds. */
    public interface Findings {
        /** A block of the file that the structure takes. */
        void block(long address, long length);

        /** Something that is not as the format demands. */
        void problem(long address, String what);
    }

    /**
     * Looks at every node: how full it is, its neighbours, and the order of the keys, which must lie between those of the node above.
     *
     * @param order of the keys
     */
    public void examine(MetaView view, Comparator<? super K> order, Findings findings) {
        Map<Integer, Map.Entry<Long, Node<K>>> before = new HashMap<>();
        Map<Long, Node<K>> nodes = new HashMap<>();
        forEachNode(view, (address, node) -> {
            findings.block(address, form.length(view));
            if (node.children().size() > form.capacity(view)) {
                findings.problem(
                        address,
                        "at most " + form.capacity(view) + " children are expected in a B-tree node, found "
                                + node.children().size());
            }
            for (int i = 0; i < node.children().size(); i++) {
                if (order.compare(node.keys().get(i), node.keys().get(i + 1)) >= 0) {
                    findings.problem(
                            address, "ascending keys are expected in a B-tree node, found them otherwise at " + i);
                }
                Node<K> below =
                        node.level() == 0 ? null : nodes.remove(node.children().get(i));
                if (below != null
                        && (order.compare(below.first(), node.keys().get(i)) < 0
                                || order.compare(below.last(), node.keys().get(i + 1)) > 0)) {
                    findings.problem(
                            node.children().get(i),
                            "keys between those of the node above at byte " + address
                                    + " are expected in a B-tree node");
                }
            }
            nodes.put(address, node);
            Map.Entry<Long, Node<K>> left = before.put(node.level(), Map.entry(address, node));
            long expected = left == null ? ByteSource.UNDEFINED : left.getKey();
            if (node.left() != expected) {
                findings.problem(address, "a left neighbour at " + expected + " is expected, found " + node.left());
            }
            if (left != null && left.getValue().right() != address) {
                findings.problem(
                        left.getKey(),
                        "a right neighbour at " + address + " is expected, found "
                                + left.getValue().right());
            }
        });
        before.values().forEach(last -> {
            if (last.getValue().right() != ByteSource.UNDEFINED) {
                findings.problem(
                        last.getKey(),
                        "no right neighbour is expected, found one at "
                                + last.getValue().right());
            }
        });
    }

    /** Gives back the space of all nodes; what they lead to is the caller's. */
    public void free(MetaTransaction tx) {
        forEachNode(tx, (address, node) -> tx.release(address, form.length(tx)));
    }
}

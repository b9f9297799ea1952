package dev.tutti.engine.group;

import dev.tutti.engine.btree.BTree1;
import dev.tutti.engine.btree.BTree1.Step;
import dev.tutti.engine.heap.LocalNames;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.engine.space.RangeSet;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.heap.LocalHeap;
import dev.tutti.format.heap.SymbolNode;
import dev.tutti.format.heap.SymbolNode.Entry;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.SymbolTable;
import dev.tutti.format.superblock.TreeSizes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of a group of the old form: a version 1 B-tree over symbol table nodes, with the names in a local heap, ordered by their bytes. Hard and symbolic links with
 * ASCII names are all that it can hold. Immutable; the state is in the view.
 */
public final class SymbolTableLinks {
    /** The empty name, which stands before all others. */
    private static final long NO_NAME = 0;

    /** Bytes of a node in files whose maker did not ask for others. */
    private static final int USUAL_NODE = (int) SymbolNode.length(Widths.EIGHT, TreeSizes.DEFAULT.groupLeaf());

    private final SymbolTable table;
    private final BTree1<Long> tree;
    private final LocalNames heap;

    private SymbolTableLinks(SymbolTable table) {
        this.table = table;
        this.tree = BTree1.open(table.btree(), GroupNodes.FORM);
        this.heap = LocalNames.open(table.heap());
    }

    /** The storage that a group's symbol table message points to. */
    public static SymbolTableLinks open(SymbolTable table) {
        return new SymbolTableLinks(table);
    }

    /** Makes an empty storage; returns the message that points to it. */
    public static SymbolTable create(MetaTransaction tx) {
        BTree1<Long> tree = BTree1.create(tx, GroupNodes.FORM, List.of(NO_NAME), List.of());
        return new SymbolTable(tree.root(), LocalNames.create(tx).address());
    }

    /** Whether a link can be kept here; others need a group of the new form. */
    public static boolean takes(Link link) {
        return link.charset() == CharacterSet.ASCII
                && link.name().chars().allMatch(c -> c < 128)
                && (link.target() instanceof Link.Hard || link.target() instanceof Link.Soft);
    }

    /** Where a name stands, or would stand. */
    private record Place(List<Step<Long>> path, LocalHeap.Data names, List<Entry> entries, int index, boolean found) {
        Step<Long> leaf() {
            return path.get(path.size() - 1);
        }

        long node() {
            return leaf().node().children().get(leaf().index());
        }
    }

    private Place place(MetaView view, byte[] name) {
        LocalHeap.Data names = heap.data(view);
        try {
            List<Step<Long>> path = tree.descend(view, node -> childFor(node, names, name));
            Step<Long> leaf = path.get(path.size() - 1);
            if (leaf.index() < 0) {
                return new Place(path, names, List.of(), 0, false);
            }
            List<Entry> entries = view.load(leaf.node().children().get(leaf.index()), SymbolNode.CODEC)
                    .entries();
            for (int i = 0; i < entries.size(); i++) {
                int compared =
                        Arrays.compareUnsigned(name, names.name(entries.get(i).name()));
                if (compared <= 0) {
                    return new Place(path, names, entries, i, compared == 0);
                }
            }
            return new Place(path, names, entries, entries.size(), false);
        } catch (FormatException e) {
            throw view.corrupt(table.btree(), e);
        }
    }

    /** The child whose keys enclose a name: above the key before it, not above the key behind it; -1 if there are no children. */
    private static int childFor(BTree1.Node<Long> node, LocalHeap.Data names, byte[] wanted) {
        int low = 0;
        int high = node.children().size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] key = names.name(node.keys().get(middle + 1));
            if (Arrays.compareUnsigned(wanted, key) <= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }

    /** Where the link with a name stands, or null; names that are no UTF-8 were decoded as Latin-1. */
    private @Nullable Place existing(MetaView view, String name) {
        Place place = place(view, name.getBytes(StandardCharsets.UTF_8));
        if (!place.found && name.chars().anyMatch(c -> c > 127) && name.chars().allMatch(c -> c < 256)) {
            place = place(view, name.getBytes(StandardCharsets.ISO_8859_1));
        }
        return place.found ? place : null;
    }

    /** The link with a name. */
    public @Nullable Link find(MetaView view, String name) {
        Place place = existing(view, name);
        return place == null ? null : link(view, place);
    }

    private static Link link(MetaView view, Place place) {
        try {
            return link(place.names, place.entries.get(place.index));
        } catch (FormatException e) {
            throw view.corrupt(place.node(), e);
        }
    }

    /** Every link, ordered by name. */
    public void forEach(MetaView view, Consumer<? super Link> visitor) {
        forEach(view, SymbolTableLinks::link, visitor);
    }

    /** The name of every link, in order. */
    public void forEachName(MetaView view, Consumer<? super String> visitor) {
        forEach(view, (names, entry) -> names.text(entry.name()), visitor);
    }

    private <T> void forEach(
            MetaView view, BiFunction<LocalHeap.Data, Entry, T> decoding, Consumer<? super T> visitor) {
        LocalHeap.Data names = heap.data(view);
        forEachNode(view, (address, node) -> {
            for (Entry entry : node.entries()) {
                T decoded;
                try {
                    decoded = decoding.apply(names, entry);
                } catch (FormatException e) {
                    throw view.corrupt(address, e);
                }
                visitor.accept(decoded);
            }
        });
    }

    /** Number of links. */
    public long count(MetaView view) {
        long[] count = new long[1];
        forEachNode(view, (address, node) -> count[0] += node.entries().size());
        return count[0];
    }

    private interface NodeVisitor {
        void visit(long address, SymbolNode node);
    }

    private void forEachNode(MetaView view, NodeVisitor visitor) {
        Set<Long> seen = new HashSet<>();
        tree.forEachNode(view, (address, node) -> {
            List<Long> nodes = node.level() == 0 ? node.children() : List.<Long>of();
            view.ahead(nodes, USUAL_NODE);
            for (long child : nodes) {
                if (!seen.add(child)) {
                    throw view.corrupt(
                            address,
                            new FormatException(
                                    "version 1 B-tree node", "a child in one place only", "address " + child));
                }
                visitor.visit(child, view.pass(child, SymbolNode.CODEC));
            }
        });
    }

    private static Link link(LocalHeap.Data names, Entry entry) {
        String name = names.text(entry.name());
        if (entry.isSymbolic()) {
            return new Link(name, new Link.Soft(names.text(entry.pathOffset())), -1, CharacterSet.ASCII);
        }
        if (entry.object() == ByteSource.UNDEFINED) {
            throw new FormatException("symbol table entry", "the address of an object", "an undefined one");
        }
        return new Link(name, new Link.Hard(entry.object()), -1, CharacterSet.ASCII);
    }

    /** Adds a link that {@link #takes} allows; false, and no change, if the name is taken. */
    public boolean insert(MetaTransaction tx, Link link) {
        byte[] name = link.name().getBytes(StandardCharsets.UTF_8);
        Place place = place(tx, name);
        if (place.found) {
            return false;
        }
        requireText(tx, link.name());
        Entry entry;
        if (link.target() instanceof Link.Soft soft) {
            requireText(tx, soft.path());
            long path = heap.insert(tx, soft.path().getBytes(StandardCharsets.UTF_8));
            entry = Entry.symbolic(heap.insert(tx, name), path);
        } else {
            entry = Entry.hard(heap.insert(tx, name), ((Link.Hard) link.target()).address());
        }
        Step<Long> leaf = place.leaf();
        List<Long> keys = new ArrayList<>(leaf.node().keys());
        List<Long> children = new ArrayList<>(leaf.node().children());
        List<Entry> entries = new ArrayList<>(place.entries);
        entries.add(place.index, entry);
        if (children.isEmpty()) {
            children.add(allocateNode(tx));
            tree.change(tx, place.path, List.of(NO_NAME, entry.name()), stage(tx, children, 0, entries), 0);
            return true;
        }
        int half = tx.treeSizes().groupLeaf();
        if (place.entries.size() > 2 * half) {
            throw tx.corrupt(
                    place.node(),
                    new FormatException(
                            "symbol table node", "at most " + 2 * half + " entries", place.entries.size() + ""));
        }
        int at = leaf.index();
        keys.set(at + 1, entries.get(entries.size() - 1).name());
        if (entries.size() > 2 * half) {
            // Full: the first half of what it had stays, as in the C library.
            int cut = place.index < half ? half + 1 : half;
            keys.add(at + 1, entries.get(cut - 1).name());
            children.add(at + 1, allocateNode(tx));
            stage(tx, children, at + 1, entries.subList(cut, entries.size()));
            stage(tx, children, at, entries.subList(0, cut));
            tree.change(tx, place.path, keys, children, at + 1);
        } else {
            tree.change(tx, place.path, keys, stage(tx, children, at, entries), at);
        }
        return true;
    }

    private static void requireText(MetaTransaction tx, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new H5UnsupportedException(tx.path() + ": '" + text.replace("\0", "\\0")
                    + "' has a character of value zero, which names and paths in groups of the old format cannot have");
        }
    }

    private static long allocateNode(MetaTransaction tx) {
        return tx.allocate(
                SymbolNode.length(tx.widths(), tx.treeSizes().groupLeaf()), MetaTransaction.Placement.METADATA);
    }

    private static List<Long> stage(MetaTransaction tx, List<Long> children, int index, List<Entry> entries) {
        tx.stage(children.get(index), new SymbolNode(entries), SymbolNode.CODEC, Rank.INDEX_LEAF);
        return children;
    }

    /** Takes a link out; null if there is none with this name. */
    public @Nullable Link remove(MetaTransaction tx, String name) {
        Place place = existing(tx, name);
        if (place == null) {
            return null;
        }
        Link link = link(tx, place);
        Entry gone = place.entries.get(place.index);
        Step<Long> leaf = place.leaf();
        int at = leaf.index();
        List<Long> keys = new ArrayList<>(leaf.node().keys());
        List<Long> children = new ArrayList<>(leaf.node().children());
        List<Entry> entries = new ArrayList<>(place.entries);
        entries.remove(place.index);
        if (entries.isEmpty()) {
            tx.release(place.node(), nodeLength(tx));
            children.remove(at);
            keys.remove(at + 1);
        } else {
            stage(tx, children, at, entries);
            keys.set(at + 1, entries.get(entries.size() - 1).name());
        }
        tree.change(tx, place.path, keys, children, 0);
        heap.remove(tx, gone.name());
        if (gone.isSymbolic()) {
            heap.remove(tx, gone.pathOffset());
        }
        return link;
    }

    private static long nodeLength(MetaView view) {
        return SymbolNode.length(view.widths(), view.treeSizes().groupLeaf());
    }

    /** Looks at all that the group is stored in: the tree, the order of the names, the heap and its free blocks. */
    public void examine(MetaView view, BTree1.Findings findings) {
        try {
            examineAll(view, findings);
        } catch (FormatException e) {
            throw view.corrupt(table.heap(), e);
        }
    }

    private void examineAll(MetaView view, BTree1.Findings findings) {
        LocalHeap.Data names = heap.data(view);
        heap.extents(view).forEach(extent -> findings.block(extent[0], extent[1]));
        RangeSet used = new RangeSet();
        for (LocalHeap.Free block : heap.freeBlocks(view)) {
            take(used, block.offset(), block.size(), findings);
        }
        tree.examine(view, (a, b) -> Arrays.compareUnsigned(names.name(a), names.name(b)), findings);
        byte[][] before = {new byte[0]};
        tree.forEachNode(view, (address, node) -> {
            for (int i = 0; node.level() == 0 && i < node.children().size(); i++) {
                byte[] last = names.name(node.keys().get(i + 1));
                before[0] = examine(view, node.children().get(i), before[0], last, used, findings);
            }
        });
    }

    /** Looks at one node, whose names must lie behind {@code before} and not behind {@code last}; returns the last of them. */
    private byte[] examine(
            MetaView view, long address, byte[] before, byte[] last, RangeSet used, BTree1.Findings findings) {
        LocalHeap.Data names = heap.data(view);
        int most = 2 * view.treeSizes().groupLeaf();
        findings.block(address, nodeLength(view));
        List<Entry> entries = view.load(address, SymbolNode.CODEC).entries();
        if (entries.isEmpty() || entries.size() > most) {
            findings.problem(
                    address, "1 to " + most + " entries are expected in a symbol table node, found " + entries.size());
        }
        byte[] previous = before;
        for (Entry entry : entries) {
            byte[] name = names.name(entry.name());
            take(used, entry.name(), name.length + 1L, findings);
            if (entry.isSymbolic()) {
                take(used, entry.pathOffset(), names.name(entry.pathOffset()).length + 1L, findings);
            }
            if (Arrays.compareUnsigned(previous, name) >= 0 || Arrays.compareUnsigned(name, last) > 0) {
                findings.problem(
                        address,
                        "names in ascending order, not behind the key of their node, are expected, found '"
                                + names.text(entry.name()) + "' elsewhere");
            }
            previous = name;
        }
        return previous;
    }

    private void take(RangeSet used, long offset, long length, BTree1.Findings findings) {
        if (used.overlaps(offset, length)) {
            findings.problem(
                    heap.address(),
                    "each byte of a local heap should belong to one text or free block, found two at offset " + offset);
        }
        used.add(offset, length);
    }

    /** Gives back the space of the whole storage. */
    public void free(MetaTransaction tx) {
        forEachNode(tx, (address, node) -> tx.release(address, nodeLength(tx)));
        tree.free(tx);
        heap.free(tx);
    }
}

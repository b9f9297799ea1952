package dev.tutti.engine.group;

import dev.tutti.engine.meta.MetaView;
import dev.tutti.format.btree.GroupNode;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.heap.LocalHeap;
import dev.tutti.format.heap.SymbolNode;
import dev.tutti.format.heap.SymbolNode.Entry;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.SymbolTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of a group of the old form, read only: a version 1 B-tree over symbol table nodes, with the names in a local heap. Immutable; the
 * state is in the view.
 */
public final class SymbolTableLinks {
    private final SymbolTable table;

    private SymbolTableLinks(SymbolTable table) {
        this.table = table;
    }

    /** The storage that a group's symbol table message points to. */
    public static SymbolTableLinks open(SymbolTable table) {
        return new SymbolTableLinks(table);
    }

    private LocalHeap.Data names(MetaView view) {
        LocalHeap heap = view.load(table.heap(), LocalHeap.CODEC);
        if (heap.size() > view.endOfAllocation()) {
            throw view.corrupt(
                    table.heap(), new FormatException("local heap", "data inside the file", heap.size() + " bytes"));
        }
        return view.load(heap.data(), heap.dataCodec());
    }

    /** The link with a name. */
    public @Nullable Link find(MetaView view, String name) {
        LocalHeap.Data names = names(view);
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        long address = table.btree();
        try {
            int level = -1;
            do {
                GroupNode node = node(view, address, level);
                level = node.level();
                int child = childFor(node, names, wanted);
                if (child < 0) {
                    return null;
                }
                address = node.children().get(child);
            } while (level-- > 0);
            for (Entry entry : view.load(address, SymbolNode.CODEC).entries()) {
                if (names.text(entry.name()).equals(name)) {
                    return link(names, entry);
                }
            }
            return null;
        } catch (FormatException e) {
            throw view.corrupt(address, e);
        }
    }

    /**
     * A node of the B-tree.
     *
     * @param level the level that it must have, or -1 for any
     */
    private static GroupNode node(MetaView view, long address, int level) {
        GroupNode node = view.load(address, GroupNode.CODEC);
        if (level >= 0 && node.level() != level) {
            throw view.corrupt(
                    address, new FormatException("version 1 B-tree node", "level " + level, "level " + node.level()));
        }
        return node;
    }

    /** The child whose keys enclose a name: above the key before it, not above the key behind it. */
    private static int childFor(GroupNode node, LocalHeap.Data names, byte[] wanted) {
        int low = 0;
        int high = node.children().size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] key = names.text(node.keys().get(middle + 1)).getBytes(StandardCharsets.UTF_8);
            if (Arrays.compareUnsigned(wanted, key) <= 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return high;
    }

    /** Every link, ordered by name. */
    public void forEach(MetaView view, Consumer<? super Link> visitor) {
        Set<Long> seen = new HashSet<>();
        walk(view, names(view), table.btree(), -1, seen, visitor);
    }

    private static void walk(
            MetaView view,
            LocalHeap.Data names,
            long address,
            int level,
            Set<Long> seen,
            Consumer<? super Link> visitor) {
        GroupNode node = node(view, address, level);
        for (long child : node.children()) {
            if (!seen.add(child)) {
                throw view.corrupt(
                        address,
                        new FormatException("version 1 B-tree node", "a child in one place only", "address " + child));
            }
            if (node.level() > 0) {
                walk(view, names, child, node.level() - 1, seen, visitor);
                continue;
            }
            for (Entry entry : view.load(child, SymbolNode.CODEC).entries()) {
                Link link;
                try {
                    link = link(names, entry);
                } catch (FormatException e) {
                    throw view.corrupt(child, e);
                }
                visitor.accept(link);
            }
        }
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
}

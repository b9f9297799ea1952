package dev.tutti.engine.object;

import dev.tutti.engine.group.DenseLinks;
import dev.tutti.engine.group.SymbolTableLinks;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.message.GroupInfo;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.LinkInfo;
import dev.tutti.format.message.SymbolTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of one group, whatever they are stored in: link messages in the object header (compact), a fractal heap with a v2 B-tree
 * (dense), or a symbol table (old files). A symbol table that gets a link which it cannot hold, an external one or one whose name is not ASCII, becomes
 * compact or dense, as in the C library.
 *
 * <p>Compact becomes dense above the group's limit, or for a link that is too long for an object header; dense becomes compact below the other one. In a live file it is the other way round: a dense group that gets a link becomes
 * compact, because only changes of checksummed object headers are safe under readers of other processes (L2).
 */
public final class Links {
    private static final int DEFAULT_MAX_COMPACT = 8;
    private static final int DEFAULT_MIN_DENSE = 6;

    /** A longer message does not fit an object header. */
    private static final int LONGEST_MESSAGE = 65_000;

    private Links() {}

    /** Whether the object with this header is a group. */
    public static boolean isGroup(ObjectHeader header) {
        return header.first(LinkInfo.class) != null || header.first(SymbolTable.class) != null;
    }

    /** The link of that name, or null. */
    public static @Nullable Link find(MetaView view, ObjectHeader group, String name) {
        LinkInfo info = group.first(LinkInfo.class);
        if (info != null && info.isDense()) {
            return DenseLinks.open(info).find(view, name);
        }
        if (info != null) {
            return compact(group, name);
        }
        SymbolTable table = group.first(SymbolTable.class);
        return table == null ? null : SymbolTableLinks.open(table).find(view, name);
    }

    private static @Nullable Link compact(ObjectHeader group, String name) {
        for (Link link : group.all(Link.class)) {
            if (link.name().equals(name)) {
                return link;
            }
        }
        return null;
    }

    /** All links, in the order in which they are stored. */
    public static void forEach(MetaView view, ObjectHeader group, Consumer<Link> action) {
        LinkInfo info = group.first(LinkInfo.class);
        if (info != null && info.isDense()) {
            DenseLinks.open(info).forEach(view, action);
        } else if (info != null) {
            group.all(Link.class).forEach(action);
        } else {
            SymbolTable table = group.first(SymbolTable.class);
            if (table != null) {
                SymbolTableLinks.open(table).forEach(view, action);
            }
        }
    }

    /** The names of all links, in the order in which they are stored: less work than the links. */
    public static void forEachName(MetaView view, ObjectHeader group, Consumer<String> action) {
        LinkInfo info = group.first(LinkInfo.class);
        SymbolTable table = group.first(SymbolTable.class);
        if (info != null && info.isDense()) {
            DenseLinks.open(info).forEachName(view, action);
        } else if (info == null && table != null) {
            SymbolTableLinks.open(table).forEachName(view, action);
        } else {
            forEach(view, group, link -> action.accept(link.name()));
        }
    }

    /** Number of links. */
    public static long count(MetaView view, ObjectHeader group) {
        LinkInfo info = group.first(LinkInfo.class);
        SymbolTable table = group.first(SymbolTable.class);
        if (info != null) {
            return info.isDense()
                    ? DenseLinks.open(info).count(view)
                    : group.all(Link.class).size();
        }
        return table == null ? 0 : SymbolTableLinks.open(table).count(view);
    }

    /** Adds a link; the object that it points to must be staged already. Its creation order is set here where the group tracks it. */
    public static void insert(MetaTransaction tx, ObjectHeader group, Link link, boolean live) {
        LinkInfo info = group.first(LinkInfo.class);
        boolean looks = !live
                && (info != null
                        ? info.isDense()
                        : SymbolTableLinks.takes(link)); // for the name itself, where the link goes
        if (!looks && find(tx, group, link.name()) != null) {
            throw taken(tx, link);
        }
        ObjectHeader header = group;
        if (info == null) {
            SymbolTable table = symbolTable(tx, group, live);
            if (SymbolTableLinks.takes(link)) {
                if (!SymbolTableLinks.open(table).insert(tx, link)) {
                    throw taken(tx, link);
                }
                return;
            }
            header = converted(tx, group, table);
            info = Objects.requireNonNull(header.first(LinkInfo.class), "a converted group has it");
        }
        Link added = link;
        if (info.maxCreationIndex() >= 0) {
            added = new Link(link.name(), link.target(), info.maxCreationIndex(), link.charset());
            LinkInfo counted = info.counted();
            header = header.replace(tx, info, counted);
            info = counted;
        }
        if (info.isDense()) {
            if (!live) {
                if (!DenseLinks.open(info).insert(tx, added)) {
                    throw taken(tx, link);
                }
                return;
            }
            header = toCompact(tx, header, info);
        } else if (!live && (header.all(Link.class).size() >= maxCompact(header) || isLong(tx, added))) {
            toDense(tx, header, info, added);
            return;
        }
        header.add(tx, added);
    }

    private static H5ExistsException taken(MetaView view, Link link) {
        return new H5ExistsException(view.path() + ": a link named '" + link.name() + "' stands there already");
    }

    /** Removes the link of that name and returns it. */
    public static Link remove(MetaTransaction tx, ObjectHeader group, String name, boolean live) {
        Link link = find(tx, group, name);
        if (link == null) {
            throw new H5NotFoundException(tx.path() + ": no link named '" + name + "'");
        }
        LinkInfo info = group.first(LinkInfo.class);
        if (info == null) {
            SymbolTableLinks.open(symbolTable(tx, group, live)).remove(tx, name);
            return link;
        }
        if (!info.isDense()) {
            group.remove(tx, link);
            return link;
        }
        if (live) {
            toCompact(tx, group, info).remove(tx, link);
            return link;
        }
        DenseLinks dense = DenseLinks.open(info);
        dense.remove(tx, name);
        if (dense.count(tx) < minDense(group) && isShort(tx, dense)) {
            toCompact(tx, group, info);
        }
        return link;
    }

    /** Gives back what the group's links are stored in, outside of its header. */
    public static void free(MetaTransaction tx, ObjectHeader group) {
        LinkInfo info = group.first(LinkInfo.class);
        if (info != null && info.isDense()) {
            DenseLinks.open(info).free(tx);
        }
        SymbolTable table = group.first(SymbolTable.class);
        if (table != null) {
            SymbolTableLinks.open(table).free(tx);
        }
    }

    private static SymbolTable symbolTable(MetaTransaction tx, ObjectHeader group, boolean live) {
        SymbolTable table = group.first(SymbolTable.class);
        if (table == null) {
            throw new H5CorruptException(
                    tx.path(), group.address(), "object header", "a group", "another kind of object", null);
        }
        if (live) {
            throw new H5UnsupportedException(
                    tx.path() + ": the group at " + group.address()
                            + " is a symbol table of the old file format, which cannot be changed under the readers of a live file; change it with FileOptions.exclusive() or shared()");
        }
        return table;
    }

    /** Makes a group of the old form one of the new form, in the object header that it has. */
    private static ObjectHeader converted(MetaTransaction tx, ObjectHeader group, SymbolTable table) {
        SymbolTableLinks old = SymbolTableLinks.open(table);
        List<Link> links = new ArrayList<>();
        old.forEach(tx, links::add);
        ObjectHeader header =
                group.remove(tx, table).add(tx, LinkInfo.none(false, false)).add(tx, GroupInfo.DEFAULT);
        old.free(tx);
        for (Link link : links) {
            insert(tx, header, link, false);
            header = ObjectHeader.load(tx, group.address());
        }
        return header;
    }

    private static ObjectHeader toCompact(MetaTransaction tx, ObjectHeader group, LinkInfo info) {
        DenseLinks dense = DenseLinks.open(info);
        List<Link> links = new ArrayList<>();
        dense.forEach(tx, links::add);
        ObjectHeader header = group.replace(tx, info, info.compact());
        for (Link link : links) {
            header = header.add(tx, link);
        }
        dense.free(tx);
        return header;
    }

    private static void toDense(MetaTransaction tx, ObjectHeader group, LinkInfo info, Link added) {
        LinkInfo created = DenseLinks.create(tx, info);
        DenseLinks dense = DenseLinks.open(created);
        ObjectHeader header = group;
        for (Link link : group.all(Link.class)) {
            dense.insert(tx, link);
            header = header.remove(tx, link);
        }
        dense.insert(tx, added);
        header.replace(tx, info, created);
    }

    /** Whether a link does not fit an object header, so that its group must be dense. */
    private static boolean isLong(MetaView view, Link link) {
        return ByteSink.lengthOf(view.widths(), link::encode) > LONGEST_MESSAGE;
    }

    private static boolean isShort(MetaView view, DenseLinks dense) {
        boolean[] all = {true};
        dense.forEach(view, link -> all[0] &= !isLong(view, link));
        return all[0];
    }

    private static int maxCompact(ObjectHeader group) {
        GroupInfo info = group.first(GroupInfo.class);
        return info == null || info.maxCompact() < 0 ? DEFAULT_MAX_COMPACT : info.maxCompact();
    }

    private static int minDense(ObjectHeader group) {
        GroupInfo info = group.first(GroupInfo.class);
        return info == null || info.minDense() < 0 ? DEFAULT_MIN_DENSE : info.minDense();
    }
}

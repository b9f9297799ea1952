package dev.tutti.engine.object;

import dev.tutti.engine.group.SymbolTableLinks;
import dev.tutti.engine.header.HeaderSpec;
import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.errors.H5ExistsException;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.datatype.CharacterSet;
import dev.tutti.format.header.HeaderPrefix.Times;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.GroupInfo;
import dev.tutti.format.message.Link;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.ModificationTime;
import dev.tutti.format.message.ReferenceCount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes groups and links, and unlinks objects. */
public final class Groups {
    /** In a live file links and attributes stay in checksummed headers, however many there are (L2). */
    static final int ALWAYS_COMPACT = 65_535;

    private static final int GROUP_SPARE = 160;

    private Groups() {}

    /** Makes the header of an empty group in the form that the file has; in old files a group that keeps the order of its links is of the new form all the same. */
    static ObjectHeader create(MetaTransaction tx, Compat compat, boolean live, CreationOrder order) {
        if (compat == Compat.EARLIEST && order.equals(CreationOrder.NONE)) {
            return ObjectHeader.create(tx, HeaderSpec.old(List.of(SymbolTableLinks.create(tx)), GROUP_SPARE));
        }
        GroupInfo info = live ? new GroupInfo(ALWAYS_COMPACT, ALWAYS_COMPACT - 2, -1, -1) : GroupInfo.DEFAULT;
        List<Message> messages = List.of(order.noLinks(), info, order.noAttributes());
        return object(tx, compat, live, messages, GROUP_SPARE, order, null);
    }

    /** Makes the header of a new object in the form that the file has. */
    static ObjectHeader object(
            MetaTransaction tx, OpenFile file, List<Message> messages, int spare, CreationOrder order) {
        return object(tx, file, messages, spare, order, null);
    }

    /** The same with times. */
    static ObjectHeader object(
            MetaTransaction tx,
            OpenFile file,
            List<Message> messages,
            int spare,
            CreationOrder order,
            @Nullable Times times) {
        return object(tx, Compat.of(file), file.mode().live(), messages, spare, order, times);
    }

    private static ObjectHeader object(
            MetaTransaction tx,
            Compat compat,
            boolean live,
            List<Message> messages,
            int spare,
            CreationOrder order,
            @Nullable Times times) {
        if (compat == Compat.EARLIEST && order.attributes() == HeaderSpec.AttributeOrder.NONE) {
            List<Message> old = new ArrayList<>(messages);
            old.removeIf(AttributeInfo.class::isInstance); // headers of version 1 hold all attributes themselves
            if (times != null) {
                old.add(new ModificationTime(ModificationTime.Form.NEW, times.change()));
            }
            return ObjectHeader.create(tx, HeaderSpec.old(old, spare));
        }
        HeaderSpec plain = HeaderSpec.of(messages).withSpareBytes(spare).withAttributeOrder(order.attributes());
        HeaderSpec spec = times == null ? plain : plain.withTimes(times);
        return ObjectHeader.create(tx, live ? spec.withPhaseChange(ALWAYS_COMPACT, ALWAYS_COMPACT - 2) : spec);
    }

    /** The group at {@code path}, made with all groups on the way that are missing. */
    public static Located require(Located from, String path) {
        return from.file().changing(tx -> {
            Located at = path.startsWith("/") ? Resolver.root(from.file()) : from;
            for (String part : Resolver.parts(path)) {
                Located next = Resolver.find(at, part);
                at = next != null ? next : create(tx, at, part, CreationOrder.NONE);
                if (!Links.isGroup(ObjectHeader.load(at.file().meta(), at.address()))) {
                    throw new H5ExistsException(from.file().path() + ": '" + part + "' in '" + path + "' is no group");
                }
            }
            return at;
        });
    }

    /** Makes a group that keeps this order; groups on the way are made if they are missing, and keep none. */
    public static Located create(OpenFile file, String path, CreationOrder order) {
        return file.changing(tx -> create(tx, require(Resolver.root(file), parent(path)), name(path), order));
    }

    private static Located create(MetaTransaction tx, Located parent, String name, CreationOrder order) {
        OpenFile file = parent.file();
        ObjectHeader group = create(tx, Compat.of(file), file.mode().live(), order);
        insert(tx, parent, name, new Link.Hard(group.address()));
        return new Located(parent.file(), group.address());
    }

    static void insert(MetaTransaction tx, Located parent, String name, Link.Target target) {
        CharacterSet charset = isAscii(name) ? CharacterSet.ASCII : CharacterSet.UTF8;
        ObjectHeader group = ObjectHeader.load(tx, parent.address());
        Links.insert(
                tx,
                group,
                new Link(name, target, -1, charset),
                parent.file().mode().live());
        if (LastChange.isKept(group)) {
            LastChange.note(tx, parent.file(), parent.address());
        }
    }

    private static boolean isAscii(String name) {
        boolean ascii = true;
        for (int i = 0; i < name.length() && ascii; i++) {
            ascii = name.charAt(i) < 128;
        }
        return ascii;
    }

    /** Adds a link at {@code path}; groups on the way are made. */
    public static void link(OpenFile file, String path, Link.Target target) {
        file.changing(tx -> {
            insert(tx, require(Resolver.root(file), parent(path)), name(path), target);
            return path;
        });
    }

    /** Adds a hard link at {@code path} to the object at {@code existing}. */
    public static void hardLink(OpenFile file, String path, String existing) {
        file.changing(tx -> {
            Located target = Resolver.get(Resolver.root(file), existing);
            if (target.file() != file) {
                throw new H5TypeException(
                        file.path() + ": a hard link cannot lead to another file; make an external link");
            }
            insert(tx, require(Resolver.root(file), parent(path)), name(path), new Link.Hard(target.address()));
            count(tx, target.address(), 1);
            return path;
        });
    }

    /** How many hard links lead to the object with this header. */
    public static long references(ObjectHeader header) {
        if (header.version() == 1) {
            return header.prefix().referenceCount();
        }
        ReferenceCount count = header.first(ReferenceCount.class);
        return count == null ? 1 : count.count();
    }

    /** Changes the number of hard links that an object's header keeps; returns the new number. */
    static long count(MetaTransaction tx, long address, int change) {
        ObjectHeader header = ObjectHeader.load(tx, address);
        long now = references(header) + change;
        if (header.version() == 1) {
            header.withReferences(tx, Math.max(0, now));
            return now;
        }
        ReferenceCount old = header.first(ReferenceCount.class);
        if (now > 1) {
            ReferenceCount counted = new ReferenceCount(now);
            if (old == null) {
                header.add(tx, counted);
            } else {
                header.replace(tx, old, counted);
            }
        } else if (old != null) {
            header.remove(tx, old);
        }
        return now;
    }

    /** Gives the link at {@code from} the path {@code to}; groups on the way are made. Both happen in one change. */
    public static void move(OpenFile file, String from, String to) {
        file.changing(tx -> {
            Located oldParent = Resolver.get(Resolver.root(file), parent(from));
            Link link = Links.find(tx, ObjectHeader.load(tx, oldParent.address()), name(from));
            if (link == null) {
                throw new H5NotFoundException(file.path() + ": no object at '" + from + "'");
            }
            if ((Resolver.normal(to) + "/").startsWith(Resolver.normal(from) + "/")) {
                throw new H5ExistsException(
                        file.path() + ": '" + from + "' cannot be moved into itself ('" + to + "')");
            }
            Located newParent = require(Resolver.root(file), parent(to));
            insert(tx, newParent, name(to), link.target());
            Links.remove(
                    tx,
                    ObjectHeader.load(tx, oldParent.address()),
                    name(from),
                    file.mode().live());
            LastChange.note(tx, file, oldParent.address());
            return to;
        });
    }

    /** The path without its last part. */
    public static String parent(String path) {
        if (path.indexOf('/') < 0) {
            return "/";
        }
        List<String> parts = Resolver.parts(path);
        return "/" + String.join("/", parts.subList(0, Math.max(0, parts.size() - 1)));
    }

    /** The last part of a path. */
    public static String name(String path) {
        List<String> parts = Resolver.parts(path);
        if (parts.isEmpty()) {
            throw new H5TypeException("'" + path + "' names the root group; a path with a name is expected");
        }
        return parts.get(parts.size() - 1);
    }
}

package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.message.Link;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows paths through groups, soft links and external links. Paths are separated by slashes; empty parts and "." stand for the group itself. */
public final class Resolver {
    /** Longest chain of soft and external links, as in the C library's order of magnitude; a longer one is a loop. */
    private static final int MOST_LINKS = 32;

    private Resolver() {}

    /** The parts of a path. */
    public static List<String> parts(String path) {
        if (isOne(path)) {
            return List.of(path);
        }
        List<String> parts = new ArrayList<>(4);
        for (int from = 0; from <= path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            boolean here = to == from || (to == from + 1 && path.charAt(from) == '.');
            if (!here) {
                parts.add(path.substring(from, to));
            }
            from = to + 1;
        }
        return parts;
    }

    private static boolean isOne(String path) {
        return path.indexOf('/') < 0 && !path.isEmpty() && !path.equals(".");
    }

    /** A path as one text from the root: its parts with one slash before each; "/" for the root itself. */
    public static String normal(String path) {
        if (isOne(path)) {
            return "/" + path;
        }
        return "/" + String.join("/", parts(path));
    }

    /**
     * The object at {@code path}, or null if a link on the way is missing or leads nowhere.
     *
     * @param from the group that a relative path starts at
     */
    public static @Nullable Located find(Located from, String path) {
        return walk(path.startsWith("/") ? root(from.file()) : from, path, 0);
    }

    /** The object at {@code path}; throws if there is none. */
    public static Located get(Located from, String path) {
        Located found = find(from, path);
        if (found == null) {
            throw new H5NotFoundException(from.file().path() + ": no object at '" + path
                    + "' (a link on the way is missing or leads nowhere)");
        }
        return found;
    }

    /** The root group. */
    public static Located root(OpenFile file) {
        return new Located(file, file.superblock().rootAddress());
    }

    private static @Nullable Located walk(Located from, String path, int links) {
        Deque<String> parts = new ArrayDeque<>(parts(path));
        Located at = from;
        while (!parts.isEmpty()) {
            Located group = at;
            String name = parts.remove();
            Link link = group.file().consistently(view -> step(view, group.address(), name));
            if (link == null) {
                return null;
            }
            at = follow(group, link, links);
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private static @Nullable Link step(MetaView view, long address, String name) {
        ObjectHeader header = ObjectHeader.load(view, address);
        return Links.isGroup(header) ? Links.find(view, header, name) : null;
    }

    /** Where a link of {@code group} leads, or null if nowhere. */
    public static @Nullable Located follow(Located group, Link link) {
        return follow(group, link, 0);
    }

    private static @Nullable Located follow(Located group, Link link, int links) {
        if (links > MOST_LINKS) {
            throw new H5Exception(group.file().path() + ": more than " + MOST_LINKS
                    + " soft or external links one after the other at '" + link.name() + "': they form a loop");
        }
        if (link.target() instanceof Link.Hard hard) {
            return new Located(group.file(), hard.address());
        }
        if (link.target() instanceof Link.Soft soft) {
            Located start = soft.path().startsWith("/") ? root(group.file()) : group;
            return walk(start, soft.path(), links + 1);
        }
        if (link.target() instanceof Link.External external) {
            OpenFile file;
            try {
                file = group.file().externals().file(external.file(), Beside.LINK);
            } catch (H5NotFoundException e) {
                return null;
            }
            return walk(root(file), external.path(), links + 1);
        }
        throw new H5UnsupportedException(group.file().path() + ": link '" + link.name()
                + "' is user-defined; only its writer knows where it leads");
    }
}

package dev.tutti.hdf5;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.object.Groups;
import dev.tutti.engine.object.Links;
import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.Resolver;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.message.Link;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A group: named links to objects. Thread-safe; what it says is read at each call. */
public final class Group extends Node {
    Group(Place place) {
        super(place);
    }

    /** All links, sorted by name. */
    public List<LinkInfo> links() {
        List<LinkInfo> links = new ArrayList<>();
        for (Link link : sorted()) {
            links.add(info(link));
        }
        return links;
    }

    List<Link> sorted() {
        return NameOrder.sorted(stored(), Link::name);
    }

    /** All links in the order in which they were made, where the group keeps it, else by name. */
    List<Link> inOrder() {
        List<Link> links = sorted();
        links.sort(Comparator.comparingLong(Link::creationOrder));
        return links;
    }

    private List<Link> stored() {
        return place().reading(() -> {
            return place().open().consistently(view -> {
                List<Link> found = new ArrayList<>();
                Links.forEach(view, ObjectHeader.load(view, place().located().address()), found::add);
                return found;
            });
        });
    }

    private static LinkInfo info(Link link) {
        if (link.target() instanceof Link.Soft soft) {
            return new LinkInfo(link.name(), LinkInfo.Kind.SOFT, soft.path(), "");
        }
        if (link.target() instanceof Link.External external) {
            return new LinkInfo(
                    link.name(), LinkInfo.Kind.EXTERNAL, external.file() + ":" + external.path(), external.file());
        }
        return link.target() instanceof Link.UserDefined user
                ? new LinkInfo(link.name(), LinkInfo.Kind.USER, String.valueOf(user.type()), "")
                : new LinkInfo(link.name(), LinkInfo.Kind.HARD, "", "");
    }

    /** All links in this order. */
    public List<LinkInfo> links(LinkOrder order) {
        return (order == LinkOrder.NAME ? sorted() : inOrder())
                .stream().map(Group::info).toList();
    }

    /**
     * The link at a path from here, as it stands: it is not followed.
     *
     * @throws H5NotFoundException if there is none
     */
    public LinkInfo link(String path) {
        String absolute = absolute(path);
        return place().reading(() -> {
            Located above = Resolver.find(Resolver.root(place().file().open()), Groups.parent(absolute));
            String name = Groups.name(absolute);
            Link link = above == null
                    ? null
                    : above.file().consistently(view -> {
                        ObjectHeader header = ObjectHeader.load(view, above.address());
                        return Links.isGroup(header) ? Links.find(view, header, name) : null;
                    });
            if (link == null) {
                throw new H5NotFoundException(place().file().path() + ": no link at '" + absolute + "'");
            }
            return info(link);
        });
    }

    /** What stands at a path from here, in a word; {@link Kind#MISSING} if nothing does. */
    public Kind kind(String path) {
        return place().file().kind(absolute(path));
    }

    /** The object at a path from here; empty if there is none. */
    public Optional<Node> find(String path) {
        return Optional.ofNullable(place().file().find(absolute(path)));
    }

    /** This group and all objects below it, each once, a group before what it holds; siblings by name. Soft and external links are not followed. */
    public Stream<Node> walk() {
        return Walk.of(this);
    }

    /** All links below this group, each with its path from here; those of a group that several links lead to come once. */
    public List<LinkInfo> walkLinks() {
        List<LinkInfo> found = new ArrayList<>();
        walk().filter(Group.class::isInstance).map(Group.class::cast).forEach(group -> {
            String below = group.path().equals(path())
                    ? ""
                    : group.path().substring(path().equals("/") ? 1 : path().length() + 1) + "/";
            group.links()
                    .forEach(link ->
                            found.add(new LinkInfo(below + link.name(), link.kind(), link.target(), link.file())));
        });
        return found;
    }

    /** Names of all links, sorted. */
    public List<String> names() {
        List<String> names = place().reading(() -> place().open().consistently(view -> {
            List<String> found = new ArrayList<>();
            Links.forEachName(view, ObjectHeader.load(view, place().located().address()), found::add);
            return found;
        }));
        return Collections.unmodifiableList(NameOrder.sorted(names, name -> name));
    }

    /** Number of links. */
    public int size() {
        long count = place().reading(() -> place().open()
                .consistently(view -> Links.count(
                        view, ObjectHeader.load(view, place().located().address()))));
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    /** The objects that links lead to, sorted by name; links that lead nowhere are left out. */
    public Stream<Node> children() {
        return sorted().stream().map(this::nodeOrNull).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    /** The object that a hard link of this group leads to. */
    Node hardChild(Link link, Link.Hard target) {
        return place().reading(() ->
                place().file().node(new Located(place().open(), target.address()), place().child(link.name())));
    }

    private @Nullable Node nodeOrNull(Link link) {
        if (link.target() instanceof Link.UserDefined) {
            return null;
        }
        return place().reading(() -> Optional.ofNullable(Resolver.follow(place().located(), link))
                        .map(located -> place().file().node(located, place().child(link.name()))))
                .orElse(null);
    }

    /** Whether a path from here leads to an object. */
    public boolean contains(String path) {
        return place().reading(() -> Resolver.find(place().located(), path) != null);
    }

    /**
     * The object at a path from here.
     *
     * @throws H5NotFoundException if there is none
     */
    public Node get(String path) {
        return place().reading(() -> place().file().node(Resolver.get(place().located(), path), absolute(path)));
    }

    /** The dataset at a path from here. */
    public Dataset dataset(String path) {
        return place().file().dataset(absolute(path));
    }

    /** The group at a path from here. */
    public Group group(String path) {
        return place().file().group(absolute(path));
    }

    /** The group at a path from here, made with all groups on the way that are missing. */
    public Group createGroup(String path) {
        return place().file().createGroup(absolute(path));
    }

    /** Begins a new dataset at a path from here. */
    public DatasetBuilder create(String path) {
        return place().file().create(absolute(path));
    }

    /** Makes a group whose links come in this order, at a path from here. */
    public Group createGroup(String path, LinkOrder order) {
        return place().file().createGroup(absolute(path), order);
    }

    /** Makes a dataset of a value and writes it, at a path from here: see {@link H5File#put}. */
    public Dataset put(String path, Object value) {
        return place().file().put(absolute(path), value);
    }

    /** Makes a table of records, which grows by {@link Dataset#appendAll}, at a path from here. */
    public Dataset createTable(String path, Class<? extends Record> type) {
        return place().file().createTable(absolute(path), type);
    }

    /** Removes the link at a path from here; the object goes with its last hard link. */
    public void delete(String path) {
        place().file().delete(absolute(path));
    }

    /** Gives the object at {@code from} the path {@code to}, both from here; groups on the way are made. */
    public void move(String from, String to) {
        place().file().move(absolute(from), absolute(to));
    }

    /** Copies the object at {@code from}, with all that is in it, to {@code to}, both from here. */
    public void copy(String from, String to, Copy... options) {
        place().file().copy(absolute(from), absolute(to), options);
    }

    /** Makes a link at a path from here to whatever stands at {@code target} when it is followed; a relative one starts at the link's group. */
    public void softLink(String at, String target) {
        place().file().softLink(absolute(at), target);
    }

    /** Makes a link at a path from here to a path of another file, whose name is taken relative to this file's folder. */
    public void externalLink(String at, String otherFile, String target) {
        place().file().externalLink(absolute(at), otherFile, target);
    }

    /** Makes a second name at a path from here for the object at {@code existing}, from here, too. */
    public void hardLink(String at, String existing) {
        place().file().hardLink(absolute(at), absolute(existing));
    }

    private String absolute(String path) {
        return path.startsWith("/") ? Resolver.normal(path) : Resolver.normal(place().path() + "/" + path);
    }

    /** One screen: the path, the attributes' names, and the first links. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(path()).append("  group");
        List<String> attributes = attrs().names();
        if (!attributes.isEmpty()) {
            text.append("  @").append(String.join(" @", attributes));
        }
        List<LinkInfo> links = links();
        for (LinkInfo link : links.subList(0, Math.min(20, links.size()))) {
            text.append("\n  ").append(link.name());
            if (!link.target().isEmpty()) {
                text.append(" -> ").append(link.target());
            }
        }
        if (links.size() > 20) {
            text.append("\n  … ").append(links.size() - 20).append(" more");
        }
        return text.toString();
    }
}

package dev.tutti.hdf5;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.object.Links;
import dev.tutti.engine.object.Located;
import dev.tutti.engine.object.Resolver;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.message.Link;
import java.util.ArrayList;
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
        List<Link> links = stored();
        links.sort(Comparator.comparing(Link::name));
        return links;
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
            return new LinkInfo(link.name(), LinkInfo.Kind.SOFT, soft.path());
        }
        if (link.target() instanceof Link.External external) {
            return new LinkInfo(link.name(), LinkInfo.Kind.EXTERNAL, external.file() + ":" + external.path());
        }
        return new LinkInfo(
                link.name(), link.target() instanceof Link.Hard ? LinkInfo.Kind.HARD : LinkInfo.Kind.USER, "");
    }

    /** Names of all links, sorted. */
    public List<String> names() {
        return sorted().stream().map(Link::name).toList();
    }

    /** Number of links. */
    public int size() {
        return sorted().size();
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

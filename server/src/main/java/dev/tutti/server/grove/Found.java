package dev.tutti.server.grove;

import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LinkInfo;
import dev.tutti.hdf5.Node;
import dev.tutti.server.web.Refusal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What stands at a path: an object, or a link that is not followed. */
sealed interface Found {
    /** An object, under the last part of the path that was asked for. */
    record Thing(String name, Node node) implements Found {}

    /** A link that leads nowhere, or is wanted as it stands. */
    record Loose(String name, LinkInfo link) implements Found {}

    /** What to do with soft and external links. */
    enum Links {
        /** Follow those that lead somewhere. */
        ONLY_VALID,
        /** Follow all; one that leads nowhere is an error. */
        ALL,
        /** Follow none. */
        NONE;

        static Links of(@Nullable String word) {
            return switch (word == null ? "only_valid" : word.toLowerCase(Locale.ROOT)) {
                case "only_valid" -> ONLY_VALID;
                case "all", "true" -> ALL;
                case "none", "false" -> NONE;
                default ->
                    throw Refusal.meaningless(
                            word
                                    + " is not a valid value for link resolution. Accepted values are: all, none or only_valid");
            };
        }
    }

    /** What stands at a path of a file. */
    static Found at(H5File file, String path, Links links) {
        if (path.equals("/") || path.isEmpty()) {
            return new Thing("", file.root());
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        LinkInfo link;
        try {
            link = file.link(path);
        } catch (H5NotFoundException e) {
            throw Refusal.notFound(
                    path + " is not a valid path in " + file.path().getFileName());
        }
        return at(file, path, name, link, links);
    }

    /** What a link that was seen already leads to. */
    static Found at(H5File file, String path, String name, LinkInfo link, Links links) {
        if (link.kind() == LinkInfo.Kind.HARD) {
            return new Thing(name, file.get(path));
        }
        if (links == Links.NONE || link.kind() == LinkInfo.Kind.USER) {
            return new Loose(name, link);
        }
        try {
            return new Thing(name, file.get(path));
        } catch (H5Exception e) {
            if (links == Links.ALL) {
                throw Refusal.notFound("Cannot resolve " + link.kind().name().toLowerCase(Locale.ROOT) + " link at "
                        + path + " of " + file.path().getFileName());
            }
            return new Loose(name, link);
        }
    }

    /** A path below another. */
    static String join(String parent, String name) {
        return parent.endsWith("/") ? parent + name : parent + "/" + name;
    }
}

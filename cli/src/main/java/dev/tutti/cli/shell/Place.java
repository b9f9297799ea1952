package dev.tutti.cli.shell;

import dev.tutti.cli.run.Opening;
import dev.tutti.errors.H5Exception;
import dev.tutti.hdf5.Group;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Kind;
import dev.tutti.hdf5.LinkInfo;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Where the user of the shell is: a file and a group in it. For one thread. */
final class Place {
    private final Path file;
    private String group = "/";

    Place(Path file) {
        this.file = file;
    }

    String group() {
        return group;
    }

    /** The path that a word means here: absolute, or from the group; with {@code .} and {@code ..}. A slice in brackets stays. */
    String path(String word) {
        int bracket = word.indexOf('[');
        String slice = bracket < 0 ? "" : word.substring(bracket);
        String plain = bracket < 0 ? word : word.substring(0, bracket);
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (plain.startsWith("/") ? plain : group + "/" + plain).split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return "/" + String.join("/", parts) + slice;
    }

    /** The word that other commands know an object by. */
    String address(String word) {
        return file + "::" + path(word);
    }

    /**
     * Goes to a group.
     *
     * @return what is wrong, or an empty text
     */
    String go(String word) {
        String wanted = path(word);
        try (H5File open = Opening.toLook(file)) {
            Kind kind = open.kind(wanted);
            if (kind == Kind.GROUP) {
                group = wanted;
                return "";
            }
            return wanted + (kind == Kind.MISSING ? ": no such object" : ": no group");
        }
    }

    /** What a half-typed word may become: names in the group that it leads to, with a slash behind groups. */
    List<String> candidates(String word) {
        int slash = word.lastIndexOf('/');
        String folder = word.substring(0, slash + 1);
        String beginning = word.substring(slash + 1);
        List<String> found = new ArrayList<>();
        try (H5File open = Opening.toLook(file)) {
            if (open.get(path(folder.isEmpty() ? "." : folder)) instanceof Group parent) {
                for (LinkInfo link : parent.links()) {
                    if (link.name().startsWith(beginning)) {
                        boolean below = link.kind() == LinkInfo.Kind.HARD && parent.get(link.name()) instanceof Group;
                        found.add(folder + link.name() + (below ? "/" : ""));
                    }
                }
            }
        } catch (H5Exception e) {
            return found; // somebody who is typing wants no error
        }
        return found;
    }
}

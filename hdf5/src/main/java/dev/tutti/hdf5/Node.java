package dev.tutti.hdf5;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.engine.object.Comments;
import dev.tutti.engine.object.Groups;
import dev.tutti.engine.object.Types;
import dev.tutti.errors.H5TypeException;
import dev.tutti.format.message.Comment;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An object of a file that a path leads to. Thread-safe; usable until the file is closed. */
public abstract sealed class Node permits Group, Dataset, NamedType {
    /** A message of an object header has 64 KiB; a character takes up to 3 bytes. */
    private static final int MOST_COMMENT = 20_000;

    private final Place place;

    Node(Place place) {
        this.place = place;
    }

    Place place() {
        return place;
    }

    /** Path from the root, as it was asked for. */
    public final String path() {
        return place.path();
    }

    /** Last part of the path; "/" for the root group. */
    public final String name() {
        return place.name();
    }

    /**
     * The group above, by the path that this object was asked for under; the root is its own.
     *
     * @throws dev.tutti.errors.H5NotFoundException if it was moved or removed meanwhile
     */
    public final Group parent() {
        return file().group(Groups.parent(path()));
    }

    /** The object's attributes. */
    public final Attributes attrs() {
        return new Attributes(place);
    }

    /** What somebody noted about the object, as old programs did before there were attributes; empty if nobody did. */
    public final Optional<String> comment() {
        return Optional.ofNullable(header().first(Comment.class)).map(Comment::text);
    }

    /**
     * Notes something about the object, in place of what was noted before. An attribute is what new programs use; {@code h5dump} and old ones show the comment.
     *
     * @throws H5TypeException if the text is empty, holds a zero byte, or is longer than the 64 KiB that an object's description has; nothing has changed then
     */
    public final void setComment(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0 || text.length() > MOST_COMMENT) {
            throw new H5TypeException(place.describe() + ": a comment of 1 to " + MOST_COMMENT
                    + " characters without a zero character is expected");
        }
        comment(text);
    }

    /** Takes the comment away, if there is one. */
    public final void removeComment() {
        comment(null);
    }

    private void comment(@Nullable String text) {
        place.changing(() -> {
            Comments.set(place.located(), text);
            return this;
        });
    }

    /** Address of the datatype with a name ({@link NamedType#address}) that a dataset uses; empty if it has its type itself, and for other objects. */
    public final OptionalLong typeAddress() {
        long address = Types.committed(header());
        return address == 0 ? OptionalLong.empty() : OptionalLong.of(address);
    }

    private ObjectHeader header() {
        return place.reading(() -> place.open()
                .consistently(view -> ObjectHeader.load(view, place.located().address())));
    }

    /** When the object was made and changed; empty if it keeps no times, as most do not. */
    public final Optional<ObjectTimes> times() {
        return ObjectTimes.of(header());
    }

    /** A reference to this object, to be written in a dataset or an attribute of a reference type. */
    public final ObjectReference reference() {
        return ObjectReference.to(place, null, 0, null);
    }

    /** The file that was opened. */
    public final H5File file() {
        return place.file();
    }

    /** Address of the object header: the object's identity within its file. */
    public final long address() {
        return place.address();
    }
}

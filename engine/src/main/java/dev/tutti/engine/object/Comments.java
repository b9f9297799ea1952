package dev.tutti.engine.object;

import dev.tutti.engine.header.ObjectHeader;
import dev.tutti.format.message.Comment;
import org.jspecify.annotations.Nullable;

/** Sets what is noted about an object in its header. */
public final class Comments {
    private Comments() {}

    /**
     * Sets the comment of an object, in place of another.
     *
     * @param text null to take it away
     */
    public static void set(Located object, @Nullable String text) {
        OpenFile file = object.file();
        file.changing(tx -> {
            ObjectHeader header = ObjectHeader.load(tx, object.address());
            AttributeTable.refuseLive(tx, header, file.mode().live());
            Comment old = header.first(Comment.class);
            if (text != null) {
                Comment comment = new Comment(text);
                if (old == null) {
                    header.add(tx, comment);
                } else {
                    header.replace(tx, old, comment);
                }
            } else if (old != null) {
                header.remove(tx, old);
            }
            if (text != null || old != null) {
                LastChange.note(tx, file, object.address());
            }
            return tx;
        });
    }
}

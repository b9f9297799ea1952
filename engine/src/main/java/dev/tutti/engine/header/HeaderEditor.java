package dev.tutti.engine.header;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.Rank;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.message.Continuation;
import dev.tutti.format.message.MessageType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Changes messages of a header.
 *
 * <p>In a header of version 2 every change rewrites exactly one chunk in place, so that a live reader has the old set of messages or the new one. Version 1
 * has the number of messages in the first chunk, which the caller sets when the messages are as they shall be. A message that finds no room goes to
 * a fresh chunk, together with whatever must make room for the continuation message that leads there; a continuation chunk that becomes too
 * small is written anew elsewhere, and the pointer to it swung. After each change some chunk has room for one more continuation message.
 */
final class HeaderEditor {
    /** Chunks up to this length never cross a boundary of the pages that reach the disk as a whole. */
    static final int PAGE = 4096;

    private static final int SMALLEST_CHUNK = 256;

    /** With more chunks than this only the first and the last are looked at for room. */
    private static final int SEARCHED_PARTS = 16;

    private final MetaTransaction tx;
    private final HeaderPrefix prefix;
    private final List<HeaderPart> parts;

    HeaderEditor(MetaTransaction tx, HeaderPrefix prefix, List<HeaderPart> parts) {
        this.tx = tx;
        this.prefix = prefix;
        this.parts = new ArrayList<>(parts);
    }

    /** The chunks as they are now; only right if no chunk was added, moved or removed. */
    List<HeaderPart> parts() {
        return parts;
    }

    private int length(HeaderMessage message) {
        return HeaderChunk.messageLength(prefix, message.body().length);
    }

    private int bytes(List<HeaderMessage> messages) {
        return HeaderPart.bytes(prefix, messages);
    }

    private HeaderMessage pointer(long address, int length) {
        int order = prefix.tracksCreationOrder() ? 0 : -1;
        return prefix.version() == 1
                ? HeaderMessage.old(new Continuation(address, length), 0, tx.widths())
                : HeaderMessage.of(new Continuation(address, length), 0, order, tx.widths());
    }

    private int pointerLength() {
        return length(pointer(0, 1));
    }

    private boolean leadsTo(HeaderMessage message, HeaderPart part) {
        return message.typeId() == MessageType.CONTINUATION
                && message.decode(tx.widths()) instanceof Continuation next
                && next.address() == part.address();
    }

    /** The messages, and after them space up to {@code capacity}. */
    static HeaderChunk filled(HeaderPrefix prefix, boolean first, List<HeaderMessage> messages, int capacity) {
        List<HeaderMessage> all = new ArrayList<>(messages);
        int rest = capacity - HeaderPart.bytes(prefix, messages);
        int head = HeaderChunk.messageLength(prefix, 0);
        int order = prefix.tracksCreationOrder() ? 0 : -1;
        int longest = prefix.version() == 1 ? 0xfff8 : 0xffff;
        while (rest >= head) {
            int body = Math.min(rest - head, longest);
            if (rest - head - body > 0 && rest - head - body < head) {
                body -= head;
            }
            all.add(new HeaderMessage(MessageType.NIL, 0, order, new byte[body]));
            rest -= head + body;
        }
        return new HeaderChunk(first ? prefix : null, all, rest);
    }

    /** Rewrites a chunk in place. */
    private void rewrite(int index, List<HeaderMessage> contents) {
        rewrite(index, filled(prefix, index == 0, contents, parts.get(index).capacity(prefix)));
    }

    private void rewrite(int index, HeaderChunk chunk) {
        HeaderPart part = parts.get(index);
        Rank rank = index == 0 ? Rank.OBJECT_HEADER : Rank.HEADER_CONTINUATION;
        tx.stage(part.address(), chunk, part.codec(prefix, index), rank);
        parts.set(index, new HeaderPart(part.address(), part.length(), part.parent(), chunk));
    }

    /** Writes a new continuation chunk and returns the message that leads there. */
    private HeaderMessage fresh(List<HeaderMessage> contents) {
        int needed = HeaderChunk.continuationOverhead(prefix) + bytes(contents) + pointerLength();
        int comfortable = Math.min(PAGE, SMALLEST_CHUNK << Math.min(4, parts.size() - 1));
        int length = Math.max(needed, comfortable);
        long address = tx.allocate(length, MetaTransaction.Placement.METADATA);
        HeaderChunk chunk = filled(prefix, false, contents, length - HeaderChunk.continuationOverhead(prefix));
        tx.stage(address, chunk, HeaderChunk.continuation(prefix, length), Rank.HEADER_CONTINUATION);
        return pointer(address, length);
    }

    /** Whether these messages and one more pointer make a continuation chunk that lies in one page. */
    private boolean fitsPage(List<HeaderMessage> contents) {
        return HeaderChunk.continuationOverhead(prefix) + bytes(contents) + pointerLength() <= PAGE;
    }

    /** Adds a message. True if only a chunk's contents changed. */
    boolean add(HeaderMessage message) {
        return addAll(List.of(message));
    }

    /** Adds messages: to one chunk, and those that find no room there behind it in as few fresh chunks as take them. True if only a chunk's contents changed. */
    boolean addAll(List<HeaderMessage> messages) {
        int needed = bytes(messages);
        for (int index : candidates()) {
            int left = parts.get(index).room(prefix) - needed;
            if (left >= (index == parts.size() - 1 ? pointerLength() : 0)) {
                List<HeaderMessage> contents = parts.get(index).contents();
                contents.addAll(messages);
                rewrite(index, contents);
                return true;
            }
        }
        for (int index : candidates()) {
            int room = parts.get(index).room(prefix) - pointerLength();
            if (room >= 0) {
                List<HeaderMessage> contents = parts.get(index).contents();
                Deque<HeaderMessage> left = new ArrayDeque<>(messages);
                while (length(left.getFirst()) <= room) {
                    room -= length(left.getFirst());
                    contents.add(left.removeFirst());
                }
                spill(index, contents, chained(left));
                return false;
            }
        }
        spill(parts.size() - 1, parts.get(parts.size() - 1).contents(), chained(new ArrayDeque<>(messages)));
        return false;
    }

    /** As many messages as go in one page; if there are more they go to fresh chunks, to which a pointer at the end leads. */
    private List<HeaderMessage> chained(Deque<HeaderMessage> messages) {
        int page = PAGE - HeaderChunk.continuationOverhead(prefix) - 2 * pointerLength();
        List<HeaderMessage> chunk = new ArrayList<>();
        int room = page;
        while (!messages.isEmpty() && (chunk.isEmpty() || length(messages.getFirst()) <= room)) {
            room -= length(messages.getFirst());
            chunk.add(messages.removeFirst());
        }
        if (!messages.isEmpty()) {
            chunk.add(fresh(chained(messages)));
        }
        return chunk;
    }

    /** Chunks that are looked at for room, the last one first. */
    private List<Integer> candidates() {
        List<Integer> indexes = new ArrayList<>();
        int last = parts.size() - 1;
        for (int index = last; index >= 0; index--) {
            if (index == last || index == 0 || parts.size() <= SEARCHED_PARTS) {
                indexes.add(index);
            }
        }
        return indexes;
    }

    /** Puts another message in the place of one. True if only a chunk's contents changed. */
    boolean replace(int index, HeaderMessage old, HeaderMessage replacement) {
        HeaderPart part = parts.get(index);
        int growth = length(replacement) - length(old);
        if (growth == 0) {
            rewrite(index, part.chunk().with(old, replacement));
            return true;
        }
        List<HeaderMessage> contents = part.contents();
        int at = contents.indexOf(old);
        int reserve = index == parts.size() - 1 ? pointerLength() : 0;
        if (growth < 0 || part.room(prefix) - growth >= reserve) {
            contents.set(at, replacement);
            rewrite(index, contents);
            return true;
        }
        if (index > 0) {
            List<HeaderMessage> grown = new ArrayList<>(contents);
            grown.set(at, replacement);
            if (fitsPage(grown) || contents.size() == 1) {
                move(index, grown);
                return false;
            }
        }
        contents.remove(at);
        spill(index, contents, List.of(replacement));
        return false;
    }

    /** Removes a message. True if only a chunk's contents changed. */
    boolean remove(int index, HeaderMessage old) {
        List<HeaderMessage> contents = parts.get(index).contents();
        contents.remove(old);
        boolean onlyPointer = contents.size() == 1 && contents.get(0).typeId() == MessageType.CONTINUATION;
        if (index == 0 || !(contents.isEmpty() || (onlyPointer && index < parts.size() - 1))) {
            rewrite(index, contents);
            return true;
        }
        HeaderPart gone = parts.get(index);
        List<HeaderMessage> parent = parts.get(gone.parent()).contents();
        parent.removeIf(message -> leadsTo(message, gone));
        parent.addAll(contents);
        rewrite(gone.parent(), parent);
        tx.release(gone.address(), gone.length());
        return false;
    }

    /** Writes a continuation chunk anew elsewhere, with these messages, and swings the pointer to it. */
    private void move(int index, List<HeaderMessage> contents) {
        HeaderPart old = parts.get(index);
        List<HeaderMessage> parent = parts.get(old.parent()).contents();
        HeaderMessage pointer = fresh(contents);
        parent.replaceAll(message -> leadsTo(message, old) ? pointer : message);
        rewrite(old.parent(), parent);
        tx.release(old.address(), old.length());
    }

    /**
     * Rewrites a chunk with {@code stay} and a pointer to a fresh chunk with {@code leave}. If the chunk leads to a chunk that could take them, that one is written anew
     * with them; otherwise, where there is no room for one more pointer, messages leave until there is.
     */
    private void spill(int index, List<HeaderMessage> stay, List<HeaderMessage> leave) {
        for (int child = parts.size() - 1; child > 0; child--) {
            HeaderPart old = parts.get(child);
            if (old.parent() != index) {
                continue;
            }
            List<HeaderMessage> together = old.contents();
            together.addAll(leave);
            if (fitsPage(together)) {
                HeaderMessage pointer = fresh(together);
                stay.replaceAll(message -> leadsTo(message, old) ? pointer : message);
                rewrite(index, stay);
                tx.release(old.address(), old.length());
                return;
            }
        }
        int capacity = parts.get(index).capacity(prefix);
        List<HeaderMessage> leaving = new ArrayList<>(leave);
        for (int at = stay.size() - 1; at >= 0 && capacity - bytes(stay) < pointerLength(); at--) {
            if (stay.get(at).typeId() != MessageType.CONTINUATION) {
                leaving.add(0, stay.remove(at));
            }
        }
        if (capacity - bytes(stay) < pointerLength()) {
            throw new H5UnsupportedException(tx.path() + ": the object header at byte "
                    + parts.get(0).address() + " has no room to be continued; copy the object");
        }
        stay.add(fresh(leaving));
        rewrite(index, stay);
    }
}

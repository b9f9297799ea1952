package dev.tutti.engine.header;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.datatype.Datatype;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.header.HeaderPrefix.Times;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Attribute;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Dataspace;
import dev.tutti.format.message.DatatypeMessage;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.SharedMessageRef;
import dev.tutti.format.message.UnresolvedAttribute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All chunks of one object header as they are in one view. Immutable: a change is staged in a transaction and returns the header as it is then.
 *
 * <p>Messages are decoded when they are asked for. Committed datatypes are followed: a shared datatype comes out as the {@link DatatypeMessage} that it stands
 * for, an attribute with a committed datatype as an {@link Attribute}; who wants the reference asks for {@link SharedMessageRef} or {@link UnresolvedAttribute}.
 */
public final class ObjectHeader {
    /** Bit of a message's flags: a program that does not know the type must not change the object. */
    private static final int FAIL_WRITE_IF_UNKNOWN = 0x08;

    /** Version 1 counts hard links with 32 bits. */
    private static final long MOST_LINKS = 0xffff_ffffL;

    /** Version 1 counts messages with 16 bits. */
    private static final int MOST_MESSAGES = 0xffff;

    /** Attributes are numbered with 16 bits. */
    private static final int MAX_CREATION_INDEX = 0xffff;

    private final MetaView view;
    private final HeaderPrefix prefix;
    private final List<HeaderPart> parts;

    private ObjectHeader(MetaView view, List<HeaderPart> parts) {
        this.view = view;
        this.parts = parts;
        this.prefix = Objects.requireNonNull(parts.get(0).chunk().prefix(), "the first chunk has a prefix");
    }

    /**
     * Space that the header takes in the file.
     *
     * @param address where it starts
     * @param length bytes
     */
    public record Extent(long address, long length) {}

    /** Reads the header whose first chunk is at {@code address}, with all its continuation chunks. */
    public static ObjectHeader load(MetaView view, long address) {
        ObjectHeader kept = view.kept(address, ObjectHeader.class);
        if (kept != null) {
            return kept;
        }
        ObjectHeader header = new ObjectHeader(view, HeaderLoader.load(view, address));
        long length = 0;
        for (HeaderPart part : header.parts) {
            length += part.length();
        }
        view.keep(address, header, length);
        return header;
    }

    /** Writes a new header. */
    public static ObjectHeader create(MetaTransaction tx, HeaderSpec spec) {
        return new ObjectHeader(tx, HeaderMaker.make(tx, spec)).counted(tx);
    }

    /** Whether a view has this very header still; a header that another change, or another object, has taken the place of is not. */
    @SuppressWarnings("ReferenceEquality") // an equal chunk that is another object is read again, which harms nobody
    public boolean isCurrent(MetaView now) {
        for (int i = 0; i < parts.size(); i++) {
            HeaderPart part = parts.get(i);
            if (now.load(part.address(), part.codec(prefix, i)) != part.chunk()) {
                return false;
            }
        }
        return true;
    }

    /** Whether both headers are of one chunk, the same one: then they say the same, as the headers of datasets that are made alike do. */
    @SuppressWarnings(
            "ReferenceEquality") // an equal chunk that is another object is looked through again, which harms nobody
    public boolean isLike(ObjectHeader other) {
        return parts.size() == 1
                && other.parts.size() == 1
                && parts.get(0).chunk() == other.parts.get(0).chunk();
    }

    /** Where the first chunk is; this is the address of the object. */
    public long address() {
        return parts.get(0).address();
    }

    /** 1 or 2. */
    public int version() {
        return prefix.version();
    }

    /** Flags, times and counts. */
    public HeaderPrefix prefix() {
        return prefix;
    }

    /** The chunks. */
    public List<Extent> extents() {
        return parts.stream()
                .map(part -> new Extent(part.address(), part.length()))
                .toList();
    }

    /** The messages of all chunks as they stand there, without continuations and unused space. */
    public List<HeaderMessage> messages() {
        List<HeaderMessage> messages = new ArrayList<>();
        for (HeaderPart part : parts) {
            for (HeaderMessage message : part.chunk().messages()) {
                if (isContent(message)) {
                    messages.add(message);
                }
            }
        }
        return messages;
    }

    /** How many messages the chunks hold, continuations and mere space included. */
    public int storedMessages() {
        int count = 0;
        for (HeaderPart part : parts) {
            count += part.chunk().messages().size();
        }
        return count;
    }

    private static boolean isContent(HeaderMessage message) {
        return message.typeId() != MessageType.NIL && message.typeId() != MessageType.CONTINUATION;
    }

    /** The first message of that class, or null if there is none. */
    public <M extends Message> @Nullable M first(Class<M> type) {
        int number = MessageKinds.number(type);
        for (int i = 0; i < parts.size(); i++) {
            HeaderPart part = parts.get(i);
            List<HeaderMessage> messages = part.chunk().messages();
            for (int j = 0; j < messages.size(); j++) {
                M found = as(type, number, messages.get(j), part);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** All messages of that class in the order of the file. */
    public <M extends Message> List<M> all(Class<M> type) {
        List<M> found = new ArrayList<>();
        int number = MessageKinds.number(type);
        for (HeaderPart part : parts) {
            for (HeaderMessage message : part.chunk().messages()) {
                M one = as(type, number, message, part);
                if (one != null) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    /**
     * An attribute message as it stands in the header.
     *
     * @param message an {@link Attribute}, or an {@link UnresolvedAttribute} where the datatype is committed
     * @param order its number in the order of creation, -1 where the header does not keep that
     */
    public record Numbered(Message message, int order) {}

    /** All attributes, in the order of creation where the header keeps it, else as they stand in the file. */
    public List<Numbered> attributes() {
        List<Numbered> found = new ArrayList<>();
        for (HeaderPart part : parts) {
            for (HeaderMessage message : part.chunk().messages()) {
                Message decoded = message.typeId() == MessageType.ATTRIBUTE
                        ? as(Message.class, MessageKinds.ANY, message, part)
                        : null;
                if (decoded instanceof SharedMessageRef ref) {
                    decoded = SharedMessages.read(view, ref);
                }
                if (decoded != null) {
                    found.add(new Numbered(decoded, prefix.tracksCreationOrder() ? message.creationOrder() : -1));
                }
            }
        }
        found.sort(Comparator.comparingInt(Numbered::order));
        return found;
    }

    private <M extends Message> @Nullable M as(Class<M> type, int number, HeaderMessage message, HeaderPart part) {
        if (!isContent(message) || !MessageKinds.mayBe(number, message.typeId())) {
            return null;
        }
        try {
            Message decoded = message.decode(view.widths());
            if (type.isInstance(decoded)) {
                return type.cast(decoded);
            }
            Message resolved = resolve(type, decoded);
            return type.isInstance(resolved) ? type.cast(resolved) : null;
        } catch (FormatException e) {
            throw view.corrupt(part.address(), e);
        }
    }

    /** Follows a reference if what it leads to is wanted. */
    private Message resolve(Class<? extends Message> wanted, Message message) {
        Message found = message;
        if (found instanceof SharedMessageRef ref && MessageKinds.mayBe(MessageKinds.number(wanted), ref.typeId())) {
            if (ref.place() == SharedMessageRef.Place.HEAP) {
                found = SharedMessages.read(view, ref);
            } else if (ref.typeId() == MessageType.DATATYPE) {
                found = new DatatypeMessage(committedType(view, ref));
            }
        }
        return found instanceof UnresolvedAttribute attribute && wanted == Attribute.class
                ? resolve(view, attribute)
                : found;
    }

    /** The attribute, with the datatype and the dataspace that it refers to. */
    public static Attribute resolve(MetaView view, UnresolvedAttribute attribute) {
        Datatype type = attribute.type() instanceof SharedMessageRef ref
                ? committedType(view, ref)
                : ((DatatypeMessage) attribute.type()).type();
        Message space =
                attribute.space() instanceof SharedMessageRef ref ? SharedMessages.read(view, ref) : attribute.space();
        return attribute.resolve(type, (Dataspace) space);
    }

    /** The datatype that stands where the reference says. A committed datatype cannot itself be a reference. */
    public static Datatype committedType(MetaView view, SharedMessageRef ref) {
        if (ref.place() == SharedMessageRef.Place.HEAP) {
            return ((DatatypeMessage) SharedMessages.read(view, ref)).type();
        }
        for (HeaderPart part : HeaderLoader.load(view, ref.address())) {
            for (HeaderMessage message : part.chunk().messages()) {
                if (message.typeId() == MessageType.DATATYPE
                        && decoded(view, ref.address(), message) instanceof DatatypeMessage found) {
                    return found.type();
                }
            }
        }
        throw view.corrupt(
                ref.address(), new FormatException("object header", "a committed datatype", "another kind of object"));
    }

    private static Message decoded(MetaView view, long address, HeaderMessage message) {
        try {
            return message.decode(view.widths());
        } catch (FormatException e) {
            throw view.corrupt(address, e);
        }
    }

    /** Puts {@code replacement} in the place of the first message that equals {@code old}; its flags and its creation order stay. */
    public ObjectHeader replace(MetaTransaction tx, Message old, Message replacement) {
        return replace(tx, find(old), replacement);
    }

    private ObjectHeader replace(MetaTransaction tx, Found found, Message replacement) {
        HeaderMessage before = found.message();
        int flags = before.flags() & ~HeaderMessage.SHARED;
        HeaderMessage after = encode(tx, prefix, replacement, flags, before.creationOrder());
        HeaderEditor editor = editor(tx);
        return after(tx, editor, editor.replace(found.part(), before, after));
    }

    /** Puts {@code replacement} in the place of the first message of its type, which need not be decoded for that. */
    public ObjectHeader replace(MetaTransaction tx, Message replacement) {
        for (int i = 0; i < parts.size(); i++) {
            List<HeaderMessage> messages = parts.get(i).chunk().messages();
            for (int j = 0; j < messages.size(); j++) {
                if (messages.get(j).typeId() == replacement.typeId()) {
                    return replace(tx, new Found(i, messages.get(j)), replacement);
                }
            }
        }
        throw new IllegalArgumentException(
                "the header at " + address() + " has no message of the type of " + replacement);
    }

    /** Adds a message. An attribute gets the next creation index where the header keeps the order of attributes. */
    public ObjectHeader add(MetaTransaction tx, Message message) {
        AttributeInfo info = null;
        if (prefix.tracksCreationOrder() && message.typeId() == MessageType.ATTRIBUTE) {
            info = first(AttributeInfo.class);
        }
        int order = prefix.tracksCreationOrder() ? 0 : -1;
        int flags = MessageKinds.flags(message.typeId());
        if (info == null || info.maxCreationIndex() < 0) {
            return add(tx, encode(tx, prefix, message, flags, order));
        }
        HeaderMessage added = encode(tx, prefix, message, flags, info.maxCreationIndex());
        return replace(tx, info, next(info)).add(tx, added);
    }

    /** Counts one more attribute of an object that numbers them, and returns its number. */
    public int countAttribute(MetaTransaction tx) {
        AttributeInfo info = Objects.requireNonNull(first(AttributeInfo.class), "attributes are numbered");
        replace(tx, info, next(info));
        return info.maxCreationIndex();
    }

    /** Adds an attribute that has its number in the order of creation already; -1 where the header does not keep that. */
    public ObjectHeader add(MetaTransaction tx, Numbered attribute) {
        int flags = MessageKinds.flags(attribute.message().typeId());
        return add(tx, encode(tx, prefix, attribute.message(), flags, attribute.order()));
    }

    /** Adds messages as one change; attributes only where the header keeps no order of them. */
    public ObjectHeader addAll(MetaTransaction tx, List<? extends Message> messages) {
        List<HeaderMessage> encoded = new ArrayList<>(messages.size());
        for (Message message : messages) {
            int order = prefix.tracksCreationOrder() ? 0 : -1;
            encoded.add(encode(tx, prefix, message, MessageKinds.flags(message.typeId()), order));
        }
        HeaderEditor editor = editor(tx);
        return after(tx, editor, editor.addAll(encoded));
    }

    private ObjectHeader add(MetaTransaction tx, HeaderMessage message) {
        HeaderEditor editor = editor(tx);
        return after(tx, editor, editor.add(message));
    }

    /** The message as it goes into a header; what does not go into one is refused before anything is staged. */
    static HeaderMessage encode(MetaTransaction tx, HeaderPrefix prefix, Message message, int flags, int order) {
        try {
            return prefix.version() == 1
                    ? HeaderMessage.old(message, flags, tx.widths())
                    : HeaderMessage.of(message, flags, order, tx.widths());
        } catch (FormatException e) {
            String hint = prefix.version() == 1
                    ? "; files made for HDF5 1.8 or later (compat(\"v18\"), or repack) take longer attributes"
                    : "";
            throw new H5UnsupportedException(tx.path() + ": the " + MessageType.structure(message.typeId())
                    + " does not fit an object header: expected " + e.expected() + ", found " + e.found() + hint);
        }
    }

    private AttributeInfo next(AttributeInfo info) {
        if (info.maxCreationIndex() == MAX_CREATION_INDEX) {
            throw new H5UnsupportedException(
                    view.path() + ": an object that numbers its attributes can be given " + MAX_CREATION_INDEX);
        }
        return info.counted();
    }

    /** Removes the first message that equals {@code message}. */
    public ObjectHeader remove(MetaTransaction tx, Message message) {
        Found found = find(message);
        HeaderEditor editor = editor(tx);
        return after(tx, editor, editor.remove(found.part(), found.message()));
    }

    /** Gives back the space of all chunks. What the messages point at is the caller's. */
    public void free(MetaTransaction tx) {
        for (HeaderPart part : parts) {
            tx.release(part.address(), part.length());
        }
    }

    private ObjectHeader after(MetaTransaction tx, HeaderEditor editor, boolean sameChunks) {
        return (sameChunks ? new ObjectHeader(tx, List.copyOf(editor.parts())) : load(tx, address())).counted(tx);
    }

    /** Sets the number of hard links, which headers of version 1 have in their prefix. */
    public ObjectHeader withReferences(MetaTransaction tx, long references) {
        if (references > MOST_LINKS) {
            throw new H5UnsupportedException(tx.path() + ": the object at byte " + address() + " has " + MOST_LINKS
                    + " hard links, as many as its object header of version 1 can count");
        }
        return withPrefix(tx, HeaderPrefix.old(references, prefix.messageCount()));
    }

    /** Sets the times of a header of version 2 that keeps such. */
    public ObjectHeader withTimes(MetaTransaction tx, Times times) {
        if (prefix.version() == 1 || prefix.times() == null) {
            throw new IllegalArgumentException("the header at " + address() + " keeps no times");
        }
        return withPrefix(tx, new HeaderPrefix(2, prefix.flags(), times, prefix.phaseChange(), 1, 0));
    }

    /** A header of version 1 says how many messages all its chunks hold, mere space and continuations included. */
    private ObjectHeader counted(MetaTransaction tx) {
        if (prefix.version() != 1) {
            return this;
        }
        int count = storedMessages();
        if (count > MOST_MESSAGES) {
            throw new H5UnsupportedException(
                    tx.path() + ": the object at byte " + address() + " has an object header of version 1, which holds "
                            + MOST_MESSAGES + " messages, and they are used up");
        }
        return count == prefix.messageCount() ? this : withPrefix(tx, HeaderPrefix.old(prefix.referenceCount(), count));
    }

    private ObjectHeader withPrefix(MetaTransaction tx, HeaderPrefix changed) {
        HeaderPart first = parts.get(0);
        HeaderChunk chunk =
                new HeaderChunk(changed, first.chunk().messages(), first.chunk().gap());
        tx.stage(first.address(), chunk, HeaderChunk.first(), Rank.OBJECT_HEADER);
        List<HeaderPart> now = new ArrayList<>(parts);
        now.set(0, new HeaderPart(first.address(), first.length(), first.parent(), chunk));
        return new ObjectHeader(tx, List.copyOf(now));
    }

    private HeaderEditor editor(MetaTransaction tx) {
        for (HeaderPart part : parts) {
            for (HeaderMessage message : part.chunk().messages()) {
                if (message.typeId() > MessageType.CACHE_IMAGE && (message.flags() & FAIL_WRITE_IF_UNKNOWN) != 0) {
                    throw new H5UnsupportedException(String.format(
                            Locale.ROOT,
                            "%s: the object at byte %d has a message of type 0x%02x that forbids programs that do not"
                                    + " know it to change the object",
                            tx.path(),
                            address(),
                            message.typeId()));
                }
            }
        }
        return new HeaderEditor(tx, prefix, parts);
    }

    private record Found(int part, HeaderMessage message) {}

    private Found find(Message wanted) {
        for (int i = 0; i < parts.size(); i++) {
            for (HeaderMessage message : parts.get(i).chunk().messages()) {
                if (message.typeId() == wanted.typeId()
                        && wanted.equals(as(wanted.getClass(), MessageKinds.ANY, message, parts.get(i)))) {
                    return new Found(i, message);
                }
            }
        }
        throw new IllegalArgumentException("the header at " + address() + " has no message " + wanted);
    }
}

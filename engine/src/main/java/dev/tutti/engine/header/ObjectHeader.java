package dev.tutti.engine.header;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaTransaction.Placement;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5TypeException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.BlockCodec;
import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Continuation;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageType;
import dev.tutti.format.message.ReferenceCount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All chunks of one object header. Immutable: a change stages the chunks it touches and returns the new header.
 *
 * <p>Changes are safe under readers of other processes (invariants L2, L6, L7): the first chunk never moves; a change that stays inside one
 * chunk rewrites that chunk alone; what needs more room moves, together with the pointer to the next chunk, to a fresh chunk that is whole
 * before the one write that makes it reachable. So a reader finds every message exactly once, old or new. Chunks up to a page long never cross
 * a page boundary; longer ones, made for single long messages, go through the side journal when they change.
 */
public final class ObjectHeader {
    private static final String STRUCTURE = "object header";
    private static final int MOST_CHUNKS = 1 << 16;
    private static final int SMALLEST_CONTINUATION = 256;
    private static final int PAGE = 4096;

    /** Signature and checksum of a continuation chunk. */
    private static final int CONTINUATION_FRAME = 8;

    /** The length of a first chunk is worked out when it is asked for: the append path never asks. */
    private static final int FIRST_LENGTH_UNSAID = 0;

    private final long address;
    private final HeaderPrefix prefix;
    private final List<Piece> pieces;
    private final MetaView view;

    private ObjectHeader(long address, HeaderPrefix prefix, List<Piece> pieces, MetaView view) {
        this.address = address;
        this.prefix = prefix;
        this.pieces = List.copyOf(pieces);
        this.view = view;
    }

    /**
     * The object header at {@code address}, all chunks of it.
     *
     * @throws H5CorruptException if a chunk breaks the format or continuations form a loop
     */
    public static ObjectHeader load(MetaView view, long address) {
        HeaderChunk first = view.load(address, HeaderChunk.first());
        HeaderPrefix prefix = first.prefix();
        if (prefix == null) {
            throw new H5CorruptException(view.path(), address, STRUCTURE, "a first chunk", "a continuation", null);
        }
        List<Piece> pieces = new ArrayList<>();
        pieces.add(Piece.of(address, FIRST_LENGTH_UNSAID, prefix, first));
        Set<Long> seen = new HashSet<>();
        seen.add(address);
        for (int i = 0; i < pieces.size(); i++) {
            for (HeaderMessage message : pieces.get(i).messages()) {
                if (message.typeId() == MessageType.CONTINUATION) {
                    Continuation next = (Continuation) decode(view, address, message);
                    if (!seen.add(next.address()) || seen.size() > MOST_CHUNKS) {
                        throw new H5CorruptException(
                                view.path(),
                                address,
                                STRUCTURE,
                                "continuations without a loop",
                                "chunk " + next.address() + " again",
                                null);
                    }
                    pieces.add(loadContinuation(view, prefix, next));
                }
            }
        }
        return new ObjectHeader(address, prefix, pieces, view);
    }

    private static Piece loadContinuation(MetaView view, HeaderPrefix prefix, Continuation next) {
        if (next.length() > Integer.MAX_VALUE) {
            throw new H5CorruptException(
                    view.path(),
                    next.address(),
                    "object header continuation",
                    "a chunk below 2 GiB",
                    next.length() + " bytes",
                    null);
        }
        int length = (int) next.length();
        return Piece.of(
                next.address(), length, prefix, view.load(next.address(), HeaderChunk.continuation(prefix, length)));
    }

    private static int length(MetaView view, BlockCodec<HeaderChunk> codec, HeaderChunk chunk) {
        return ByteSink.lengthOf(view.widths(), sink -> codec.encode(chunk, sink));
    }

    private static Message decode(MetaView view, long address, HeaderMessage message) {
        try {
            return message.decode(view.widths());
        } catch (FormatException e) {
            throw new H5CorruptException(view.path(), address, e.structure(), e.expected(), e.found(), e);
        }
    }

    /** Stages a new header. */
    public static ObjectHeader create(MetaTransaction tx, HeaderSpec spec) {
        boolean phases = spec.maxCompactAttributes() >= 0;
        int most = spec.maxCompactAttributes();
        HeaderPrefix.PhaseChange phaseChange =
                phases ? new HeaderPrefix.PhaseChange(most, Math.max(0, most - 2)) : null;
        // Two bytes for the length of the first chunk: it never grows, and never needs more.
        HeaderPrefix prefix =
                new HeaderPrefix(2, 1 | (phases ? HeaderPrefix.PHASE_CHANGE : 0), null, phaseChange, 1, 0);
        List<HeaderMessage> first = new ArrayList<>();
        List<Message> late = new ArrayList<>();
        int bytes = 0;
        for (Message message : spec.messages()) {
            HeaderMessage encoded = encode(tx, prefix, message, flagsOf(message));
            int size = prefix.messageHeaderBytes() + encoded.body().length;
            if (bytes + size > PAGE / 2) {
                late.add(message);
            } else {
                first.add(encoded);
                bytes += size;
            }
        }
        int capacity = bytes + Math.max(spec.spareBytes(), continuationBytes(tx, prefix));
        Piece sized = new Piece(0, 0, capacity, first);
        int length = length(tx, HeaderChunk.first(), sized.chunk(prefix, true));
        Piece piece = new Piece(tx.allocate(length, Placement.METADATA), length, capacity, first);
        ObjectHeader header = new ObjectHeader(piece.address(), prefix, List.of(piece), tx);
        header.stage(tx, piece);
        for (Message message : late) {
            header = header.add(tx, message);
        }
        return header;
    }

    private static int flagsOf(Message message) {
        return switch (message.typeId()) {
            case MessageType.DATATYPE, MessageType.FILL_VALUE, MessageType.FILTER_PIPELINE, MessageType.GROUP_INFO ->
                HeaderMessage.CONSTANT;
            case MessageType.ATTRIBUTE_INFO -> HeaderMessage.DO_NOT_SHARE;
            default -> 0;
        };
    }

    /** Where the object is: its identity in the file. */
    public long address() {
        return address;
    }

    /** Version of the header, 1 or 2. */
    public int version() {
        return prefix.version();
    }

    /** Attributes that stay messages before they become dense; -1 where the header does not say. */
    public int maxCompactAttributes() {
        HeaderPrefix.PhaseChange phases = prefix.phaseChange();
        return phases == null ? -1 : phases.maxCompact();
    }

    /** How many hard links lead here. */
    public long references() {
        if (version() == 1) {
            return prefix.referenceCount();
        }
        ReferenceCount count = first(ReferenceCount.class);
        return count == null ? 1 : count.count();
    }

    /** All messages but NIL ones, in the order in which they are stored. */
    public List<HeaderMessage> messages() {
        List<HeaderMessage> all = new ArrayList<>();
        for (Piece piece : pieces) {
            all.addAll(piece.messages());
        }
        return all;
    }

    /** Address and length of every chunk, the first one first. */
    public List<Continuation> chunks() {
        return pieces.stream()
                .map(piece -> new Continuation(piece.address(), lengthOf(piece)))
                .toList();
    }

    private int lengthOf(Piece piece) {
        return piece.length() != FIRST_LENGTH_UNSAID
                ? piece.length()
                : length(view, HeaderChunk.first(), piece.chunk(prefix, true));
    }

    /** The first message of a type, or null. */
    public <M extends Message> @Nullable M first(Class<M> type) {
        for (Piece piece : pieces) {
            for (HeaderMessage message : piece.messages()) {
                if (MessageKinds.mayBe(message, type)) {
                    Message decoded = decode(view, address, message);
                    if (type.isInstance(decoded)) {
                        return type.cast(decoded);
                    }
                }
            }
        }
        return null;
    }

    /** All messages of a type, in the order in which they are stored. */
    public <M extends Message> List<M> all(Class<M> type) {
        List<M> found = new ArrayList<>();
        for (Piece piece : pieces) {
            for (HeaderMessage message : piece.messages()) {
                if (MessageKinds.mayBe(message, type)) {
                    Message decoded = decode(view, address, message);
                    if (type.isInstance(decoded)) {
                        found.add(type.cast(decoded));
                    }
                }
            }
        }
        return found;
    }

    /** Puts {@code replacement} in the place of {@code old}, a message of this header. */
    public ObjectHeader replace(MetaTransaction tx, Message old, Message replacement) {
        return edit(tx, old, message -> encode(tx, prefix, replacement, message.flags(), message.creationOrder()));
    }

    /** Takes out {@code old}, a message of this header. */
    public ObjectHeader remove(MetaTransaction tx, Message old) {
        return edit(tx, old, message -> null);
    }

    private interface Edit {
        @Nullable
        HeaderMessage apply(HeaderMessage message);
    }

    private ObjectHeader edit(MetaTransaction tx, Message old, Edit edit) {
        checkVersion();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            for (int j = 0; j < piece.messages().size(); j++) {
                HeaderMessage message = piece.messages().get(j);
                if (MessageKinds.mayBe(message, old.getClass())
                        && decode(view, address, message).equals(old)) {
                    List<HeaderMessage> changed = new ArrayList<>(piece.messages());
                    HeaderMessage edited = edit.apply(message);
                    if (edited == null) {
                        changed.remove(j);
                    } else {
                        changed.set(j, edited);
                    }
                    return place(tx, i, changed);
                }
            }
        }
        throw new IllegalArgumentException("the header at " + address + " has no message " + old);
    }

    /** Adds a message. */
    public ObjectHeader add(MetaTransaction tx, Message message) {
        checkVersion();
        HeaderMessage encoded = encode(tx, prefix, message, flagsOf(message));
        int size = prefix.messageHeaderBytes() + encoded.body().length;
        int reserve = continuationBytes(tx, prefix);
        for (int i = pieces.size() - 1; i >= 0; i--) {
            Piece piece = pieces.get(i);
            int needed = size + (hasContinuation(piece) ? 0 : reserve);
            if (piece.free(prefix) >= needed) {
                return place(tx, i, append(piece.messages(), encoded));
            }
        }
        int last = pieces.size() - 1;
        return place(tx, last, append(pieces.get(last).messages(), encoded));
    }

    /** Gives back all chunks. */
    public void free(MetaTransaction tx) {
        for (Piece piece : pieces) {
            tx.release(piece.address(), lengthOf(piece));
        }
    }

    private void checkVersion() {
        if (version() == 1) {
            throw new H5UnsupportedException(view.path() + ": the object at " + address
                    + " has a header of the old file format, which this version reads but does not change");
        }
    }

    /**
     * Gives chunk {@code index} these messages. Those that find no room move to a fresh chunk between this one and the next; what the fresh
     * chunk holds is reachable only through this chunk's new bytes.
     */
    private ObjectHeader place(MetaTransaction tx, int index, List<HeaderMessage> wanted) {
        Piece piece = pieces.get(index);
        List<Piece> changed = new ArrayList<>(pieces);
        if (Piece.bytes(wanted, prefix) <= piece.capacity()) {
            Piece same = piece.with(wanted);
            changed.set(index, same);
            stage(tx, same, index == 0);
            return new ObjectHeader(address, prefix, changed, tx);
        }
        int reserve = continuationBytes(tx, prefix);
        List<HeaderMessage> moved = new ArrayList<>();
        List<HeaderMessage> kept = new ArrayList<>();
        // The pointer to the next chunk goes along, so that this chunk needs room for one pointer only.
        for (HeaderMessage message : wanted) {
            (message.typeId() == MessageType.CONTINUATION ? moved : kept).add(message);
        }
        while (Piece.bytes(kept, prefix) + reserve > piece.capacity()) {
            if (kept.isEmpty()) {
                throw new H5TypeException(
                        view.path() + ": the header chunk at " + piece.address() + " has no room for a pointer");
            }
            moved.add(kept.remove(kept.size() - 1));
        }
        Piece fresh = freshPiece(tx, moved, piece.capacity());
        kept.add(encode(tx, prefix, new Continuation(fresh.address(), fresh.length()), 0));
        Piece same = piece.with(kept);
        changed.set(index, same);
        changed.add(index + 1, fresh);
        stage(tx, fresh, false);
        stage(tx, same, index == 0);
        return new ObjectHeader(address, prefix, changed, tx);
    }

    private Piece freshPiece(MetaTransaction tx, List<HeaderMessage> messages, int before) {
        int needed = Piece.bytes(messages, prefix) + continuationBytes(tx, prefix) + CONTINUATION_FRAME;
        int wished = Math.min(PAGE, Math.max(SMALLEST_CONTINUATION, 2 * before));
        int length = Math.max(needed, wished);
        return new Piece(tx.allocate(length, Placement.METADATA), length, length - CONTINUATION_FRAME, messages);
    }

    private void stage(MetaTransaction tx, Piece piece) {
        stage(tx, piece, true);
    }

    private void stage(MetaTransaction tx, Piece piece, boolean first) {
        tx.stage(
                piece.address(),
                piece.chunk(prefix, first),
                first ? HeaderChunk.first() : HeaderChunk.continuation(prefix, piece.length()),
                first ? Rank.OBJECT_HEADER : Rank.HEADER_CONTINUATION);
    }

    private static boolean hasContinuation(Piece piece) {
        return piece.messages().stream().anyMatch(message -> message.typeId() == MessageType.CONTINUATION);
    }

    private static int continuationBytes(MetaView view, HeaderPrefix prefix) {
        return prefix.messageHeaderBytes()
                + view.widths().offsets()
                + view.widths().lengths();
    }

    private static List<HeaderMessage> append(List<HeaderMessage> messages, HeaderMessage added) {
        List<HeaderMessage> longer = new ArrayList<>(messages);
        longer.add(added);
        return longer;
    }

    private static HeaderMessage encode(MetaView view, HeaderPrefix prefix, Message message, int flags) {
        return encode(view, prefix, message, flags, prefix.tracksCreationOrder() ? 0 : -1);
    }

    private static HeaderMessage encode(MetaView view, HeaderPrefix prefix, Message message, int flags, int order) {
        try {
            return HeaderMessage.of(message, flags, prefix.tracksCreationOrder() ? order : -1, view.widths());
        } catch (FormatException e) {
            throw new H5TypeException(
                    view.path() + ": " + e.getMessage() + "; an object header takes messages up to 65535 bytes");
        }
    }
}

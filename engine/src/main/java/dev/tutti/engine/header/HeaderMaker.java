package dev.tutti.engine.header;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.Rank;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.Widths;
import dev.tutti.format.message.AttributeInfo;
import dev.tutti.format.message.Continuation;
import dev.tutti.format.message.Message;
import dev.tutti.format.message.MessageType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a new header: as many messages as go in one page in the first chunk, the others in continuation chunks. */
final class HeaderMaker {
    private final MetaTransaction tx;
    private final HeaderPrefix prefix;
    private final int pointerLength;

    /** Longer chunks are not kept. */
    private static final int MOST_KEPT = 1024;

    /** The chunk that was made last, and of what: who makes thousands of datasets makes them alike, and headers that are alike share their messages. */
    private static volatile @Nullable Made last;

    private record Made(HeaderSpec spec, Widths widths, HeaderChunk chunk, int length, boolean grows) {}

    private HeaderMaker(MetaTransaction tx, HeaderPrefix prefix) {
        this.tx = tx;
        this.prefix = prefix;
        this.pointerLength = HeaderChunk.messageLength(prefix, pointer(0, 1).body().length);
    }

    private HeaderMessage pointer(long address, int length) {
        int order = prefix.tracksCreationOrder() ? 0 : -1;
        return prefix.version() == 1
                ? HeaderMessage.old(new Continuation(address, length), 0, tx.widths())
                : HeaderMessage.of(new Continuation(address, length), 0, order, tx.widths());
    }

    /** The chunks of a new header. */
    static List<HeaderPart> make(MetaTransaction tx, HeaderSpec spec) {
        Made known = last;
        if (known != null && known.widths.equals(tx.widths()) && known.spec.equals(spec)) {
            long address = place(tx, known.chunk, known.length, known.grows);
            return List.of(new HeaderPart(address, known.length, -1, known.chunk));
        }
        List<HeaderPart> parts = HeaderLoader.load(tx, makeNew(tx, spec));
        HeaderPart first = parts.get(0);
        if (parts.size() == 1 && first.length() <= MOST_KEPT) {
            last = new Made(spec, tx.widths(), first.chunk(), first.length(), spec.grows());
        }
        return parts;
    }

    private static long place(MetaTransaction tx, HeaderChunk chunk, int length, boolean grows) {
        long address =
                tx.allocate(length, grows ? MetaTransaction.Placement.GROWING : MetaTransaction.Placement.METADATA);
        tx.stage(address, chunk, HeaderChunk.first(), Rank.OBJECT_HEADER);
        return address;
    }

    private static long makeNew(MetaTransaction tx, HeaderSpec spec) {
        if (spec.version() == 1) {
            HeaderPrefix prefix = HeaderPrefix.old(1, 0);
            return new HeaderMaker(tx, prefix).make(messages(tx, prefix, spec), spec);
        }
        int flags =
                switch (spec.attributeOrder()) {
                    case NONE -> 0;
                    case TRACKED -> HeaderPrefix.ATTRIBUTE_ORDER_TRACKED;
                    case INDEXED -> HeaderPrefix.ATTRIBUTE_ORDER_TRACKED | HeaderPrefix.ATTRIBUTE_ORDER_INDEXED;
                };
        flags |= spec.times() == null ? 0 : HeaderPrefix.TIMES;
        flags |= spec.phaseChange() == null ? 0 : HeaderPrefix.PHASE_CHANGE;
        HeaderPrefix prefix = new HeaderPrefix(2, flags, spec.times(), spec.phaseChange(), 1, 0);
        return new HeaderMaker(tx, prefix).make(messages(tx, prefix, spec), spec);
    }

    /** Attributes are numbered in their order where the header keeps it, unless a message says what the next number is. */
    private static List<HeaderMessage> messages(MetaTransaction tx, HeaderPrefix prefix, HeaderSpec spec) {
        boolean tracked = spec.attributeOrder() != HeaderSpec.AttributeOrder.NONE;
        int attributes = 0;
        for (Message message : spec.messages()) {
            attributes += message.typeId() == MessageType.ATTRIBUTE ? 1 : 0;
        }
        int next = 0;
        for (Message message : spec.messages()) {
            if (message instanceof AttributeInfo info && info.maxCreationIndex() >= attributes) {
                next = info.maxCreationIndex() - attributes;
            }
        }
        List<HeaderMessage> messages = new ArrayList<>(spec.messages().size());
        for (Message message : spec.messages()) {
            int order = !tracked ? -1 : message.typeId() == MessageType.ATTRIBUTE ? next++ : 0;
            messages.add(ObjectHeader.encode(tx, prefix, message, MessageKinds.flags(message.typeId()), order));
        }
        return messages;
    }

    private long make(List<HeaderMessage> messages, HeaderSpec spec) {
        int firstCapacity = HeaderEditor.PAGE - new HeaderChunk(sized(1), List.of(), 0).length(tx.widths());
        List<List<HeaderMessage>> chunks = new ArrayList<>();
        List<HeaderMessage> chunk = new ArrayList<>();
        int room = firstCapacity - pointerLength;
        for (HeaderMessage message : messages) {
            int length = HeaderChunk.messageLength(prefix, message.body().length);
            if (length > room && (chunks.isEmpty() || !chunk.isEmpty())) {
                chunks.add(chunk);
                chunk = new ArrayList<>();
                room = HeaderEditor.PAGE - HeaderChunk.continuationOverhead(prefix) - pointerLength;
            }
            chunk.add(message);
            room -= length;
        }
        chunks.add(chunk);
        for (int i = chunks.size() - 1; i > 0; i--) {
            chunks.get(i - 1).add(continuation(chunks.get(i)));
        }
        int reserve = chunks.size() == 1 ? pointerLength : 0;
        return first(chunks.get(0), reserve, Math.min(spec.spareBytes(), firstCapacity), spec.grows());
    }

    /** The prefix with the width of the chunk size that this binary logarithm says. */
    private HeaderPrefix sized(int width) {
        return prefix.version() == 1
                ? prefix
                : new HeaderPrefix(2, prefix.flags() | width, prefix.times(), prefix.phaseChange(), 1, 0);
    }

    private HeaderMessage continuation(List<HeaderMessage> messages) {
        int needed = HeaderChunk.continuationOverhead(prefix) + HeaderPart.bytes(prefix, messages) + pointerLength;
        int length = Math.max(HeaderEditor.PAGE, needed);
        long address = tx.allocate(length, MetaTransaction.Placement.METADATA);
        HeaderChunk chunk =
                HeaderEditor.filled(prefix, false, messages, length - HeaderChunk.continuationOverhead(prefix));
        tx.stage(address, chunk, HeaderChunk.continuation(prefix, length), Rank.HEADER_CONTINUATION);
        return pointer(address, length);
    }

    private long first(List<HeaderMessage> messages, int reserve, int spareBytes, boolean grows) {
        int used = HeaderPart.bytes(prefix, messages);
        int page = HeaderEditor.PAGE - new HeaderChunk(sized(1), List.of(), 0).length(tx.widths());
        int capacity = Math.max(used + reserve, Math.min(page, used + (spareBytes + 7 & ~7)));
        HeaderPrefix prefixWithWidth = sized(capacity < 1 << 8 ? 0 : 1);
        HeaderChunk chunk = HeaderEditor.filled(prefixWithWidth, true, messages, capacity);
        return place(tx, chunk, chunk.length(tx.widths()), grows);
    }
}

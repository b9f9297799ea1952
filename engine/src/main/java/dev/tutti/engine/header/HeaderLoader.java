package dev.tutti.engine.header;

import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.header.HeaderChunk;
import dev.tutti.format.header.HeaderMessage;
import dev.tutti.format.header.HeaderPrefix;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.Continuation;
import dev.tutti.format.message.MessageType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Follows the continuation messages of a header, safe against cycles and against chunks that overlap without end. */
final class HeaderLoader {
    private static final String STRUCTURE = "object header";

    /** Bit of a message's flags: a program that does not know the type must not read the object. */
    private static final int FAIL_IF_UNKNOWN = 0x80;

    private final MetaView view;
    private final List<HeaderPart> parts = new ArrayList<>(4);
    private Set<Long> seen = Set.of();
    private long total;

    private HeaderLoader(MetaView view) {
        this.view = view;
    }

    /** All chunks of the header, the first one first. */
    static List<HeaderPart> load(MetaView view, long address) {
        return new HeaderLoader(view).parts(address);
    }

    private List<HeaderPart> parts(long address) {
        HeaderChunk first = view.load(address, HeaderChunk.first());
        HeaderPrefix prefix = Objects.requireNonNull(first.prefix(), "the first chunk has a prefix");
        add(new HeaderPart(address, first.length(view.widths()), -1, first));
        for (int i = 0; i < parts.size(); i++) {
            HeaderPart part = parts.get(i);
            List<HeaderMessage> messages = part.chunk().messages();
            for (int j = 0; j < messages.size(); j++) {
                HeaderMessage message = messages.get(j);
                if (message.typeId() == MessageType.CONTINUATION) {
                    follow(prefix, message, i);
                } else if (message.typeId() > MessageType.CACHE_IMAGE && (message.flags() & FAIL_IF_UNKNOWN) != 0) {
                    throw new H5UnsupportedException(String.format(
                            Locale.ROOT,
                            "%s: the object at byte %d has a message of type 0x%02x, which this version does not know"
                                    + " and which forbids programs that do not know it to read the object",
                            view.path(),
                            address,
                            message.typeId()));
                }
            }
        }
        return parts;
    }

    private void add(HeaderPart part) {
        parts.add(part);
        total += part.length();
    }

    private void follow(HeaderPrefix prefix, HeaderMessage message, int parent) {
        long from = parts.get(parent).address();
        try {
            if (!(message.decode(view.widths()) instanceof Continuation next)) {
                throw new FormatException(STRUCTURE, "a continuation that is not shared", "a shared one");
            }
            checkNew(next);
            var codec = HeaderChunk.continuation(prefix, (int) next.length());
            add(new HeaderPart(next.address(), (int) next.length(), parent, view.load(next.address(), codec)));
        } catch (FormatException e) {
            throw view.corrupt(from, e);
        }
    }

    /** Sound chunks do not overlap, so that together they are no longer than the file; this bounds what a hostile header can make us read. */
    private void checkNew(Continuation next) {
        if (!(next.length() <= Integer.MAX_VALUE && total + next.length() <= view.endOfAllocation())) {
            throw new FormatException(
                    STRUCTURE, "chunks that together fit the file", next.length() + " more bytes at " + next.address());
        }
        if (seen.isEmpty()) { // most headers have no continuation
            seen = new HashSet<>();
            seen.add(parts.get(0).address());
        }
        if (!seen.add(next.address())) {
            throw new FormatException(STRUCTURE, "each chunk once", "the one at " + next.address() + " again");
        }
    }
}

package dev.tutti.engine.meta;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Raw bytes that are staged at addresses, as pieces that do not overlap. Changing calls are guarded by the write lock of the file; {@link #in} is
 * for any thread.
 */
final class RawPieces {
    /** Bytes staged at an address. */
    record Piece(long address, byte[] bytes) {
        long end() {
            return address + bytes.length;
        }

        /** Puts what this piece has of the bytes that start at {@code start} into them. */
        void patch(long start, ByteBuffer target) {
            long from = Math.max(start, address);
            long to = Math.min(start + target.remaining(), end());
            if (from < to) {
                target.duplicate()
                        .position(target.position() + (int) (from - start))
                        .put(bytes, (int) (from - address), (int) (to - from));
            }
        }
    }

    private final ConcurrentSkipListMap<Long, Piece> pieces = new ConcurrentSkipListMap<>();
    private int count;
    private long bytes;
    private @Nullable Operation operation;

    /** What an operation changed, so that a failed one leaves nothing behind. */
    private static final class Operation {
        final Map<Long, Optional<Piece>> before = new HashMap<>();
        final List<long[]> discarded = new ArrayList<>();
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** Number of pieces. */
    int count() {
        return count;
    }

    /** Number of bytes in all pieces. */
    long bytes() {
        return bytes;
    }

    /** Begins an operation: until {@link #endOperation} its changes can be taken back, but for {@link #discard}. */
    void beginOperation() {
        operation = new Operation();
    }

    void endOperation() {
        operation = null;
    }

    /** The pieces are as they were before the operation. */
    void undoOperation() {
        Operation failed = operation;
        operation = null;
        if (failed != null) {
            failed.before.forEach((address, piece) -> set(address, piece.orElse(null)));
            failed.discarded.forEach(range -> drop(range[0], range[1]));
        }
    }

    private void set(long address, @Nullable Piece piece) {
        Piece before = piece == null ? pieces.remove(address) : pieces.put(address, piece);
        if (operation != null) {
            operation.before.putIfAbsent(address, Optional.ofNullable(before));
        }
        count += (piece == null ? 0 : 1) - (before == null ? 0 : 1);
        bytes += (piece == null ? 0 : piece.bytes.length) - (before == null ? 0 : before.bytes.length);
    }

    Collection<Piece> all() {
        return pieces.values();
    }

    /** Sets bytes. Where they overlap other pieces, all become one, with the newer bytes on top. */
    void put(long address, byte[] bytes) {
        List<Piece> overlapped = in(address, bytes.length);
        Piece piece = new Piece(address, bytes);
        if (overlapped.isEmpty()) {
            set(address, piece);
            return;
        }
        boolean inside = overlapped.stream().allMatch(old -> old.address >= address && old.end() <= piece.end());
        if (!inside) {
            long start = Math.min(address, overlapped.get(0).address);
            long end =
                    Math.max(piece.end(), overlapped.get(overlapped.size() - 1).end());
            ByteBuffer union = ByteBuffer.allocate(Math.toIntExact(end - start));
            overlapped.forEach(old -> old.patch(start, union));
            piece.patch(start, union);
            replace(new Piece(start, union.array()), overlapped);
        } else {
            replace(piece, overlapped);
        }
    }

    private void replace(Piece piece, List<Piece> overlapped) {
        set(piece.address, piece);
        for (Piece old : overlapped) {
            if (old.address != piece.address) {
                set(old.address, null);
            }
        }
    }

    /** Whether a piece has a byte in a range. */
    boolean overlaps(long address, long length) {
        Map.Entry<Long, Piece> last = pieces.lowerEntry(address + length);
        return last != null && last.getValue().end() > address;
    }

    /** The pieces that have a byte in a range, by ascending address. */
    List<Piece> in(long address, long length) {
        List<Piece> found = new ArrayList<>();
        if (pieces.isEmpty()) {
            return found;
        }
        Map.Entry<Long, Piece> first = pieces.lowerEntry(address);
        if (first != null && first.getValue().end() > address) {
            found.add(first.getValue());
        }
        found.addAll(pieces.subMap(address, true, address + length, false).values());
        return found;
    }

    /** Forgets the bytes of a range. */
    void drop(long address, long length) {
        long end = address + length;
        for (Piece piece : in(address, length)) {
            if (piece.address < address) {
                set(piece.address, cut(piece, piece.address, address));
            } else {
                set(piece.address, null);
            }
            if (piece.end() > end) {
                set(end, cut(piece, end, piece.end()));
            }
        }
    }

    /** Forgets the bytes of a range for good, even if the operation is undone. */
    void discard(long address, long length) {
        drop(address, length);
        if (operation != null) {
            operation.discarded.add(new long[] {address, length});
        }
    }

    private static Piece cut(Piece piece, long from, long to) {
        byte[] part = new byte[(int) (to - from)];
        piece.patch(from, ByteBuffer.wrap(part));
        return new Piece(from, part);
    }

    /** Forgets these pieces unless others have taken their place. */
    void settle(Collection<Piece> written) {
        if (operation == null && areAll(written)) { // as at most commits
            pieces.clear();
            count = 0;
            bytes = 0;
            return;
        }
        for (Piece piece : written) {
            if (piece.equals(pieces.get(piece.address))) {
                set(piece.address, null);
            }
        }
    }

    private boolean areAll(Collection<Piece> written) {
        if (written.size() != count) {
            return false;
        }
        Iterator<Piece> now = pieces.values().iterator();
        for (Piece piece : written) {
            if (!now.hasNext() || !piece.equals(now.next())) {
                return false;
            }
        }
        return true;
    }
}

package dev.tutti.engine.meta;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final ByAddress<Piece> pieces = new ByAddress<>();
    private long bytes;
    private boolean operating;

    /** Made when there is something to note: most operations change no raw bytes. */
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
        return pieces.size();
    }

    /** Number of bytes in all pieces. */
    long bytes() {
        return bytes;
    }

    /** Begins an operation: until {@link #endOperation} its changes can be taken back, but for {@link #discard}. */
    void beginOperation() {
        operating = true;
    }

    void endOperation() {
        operating = false;
        operation = null;
    }

    private Operation operation() {
        Operation now = operation;
        if (now == null) {
            now = new Operation();
            operation = now;
        }
        return now;
    }

    /** The pieces are as they were before the operation. */
    void undoOperation() {
        Operation failed = operation;
        endOperation();
        if (failed != null) {
            failed.before.forEach((address, piece) -> set(address, piece.orElse(null)));
            failed.discarded.forEach(range -> drop(range[0], range[1]));
        }
    }

    private void set(long address, @Nullable Piece piece) {
        Piece before = piece == null ? pieces.remove(address) : pieces.put(address, piece);
        if (operating) {
            operation().before.putIfAbsent(address, Optional.ofNullable(before));
        }
        bytes += (piece == null ? 0 : piece.bytes.length) - (before == null ? 0 : before.bytes.length);
    }

    /** All pieces, by ascending address. */
    List<Piece> all() {
        if (pieces.isEmpty()) {
            return List.of();
        }
        List<Piece> all = new ArrayList<>(pieces.size());
        pieces.forEach((address, piece) -> all.add(piece));
        return all;
    }

    /** Sets bytes. Where they overlap other pieces, all become one, with the newer bytes on top. */
    void put(long address, byte[] bytes) {
        Piece piece = new Piece(address, bytes);
        if (!overlaps(address, bytes.length)) {
            set(address, piece);
            return;
        }
        List<Piece> overlapped = in(address, bytes.length);
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
        Piece last = pieces.isEmpty() ? null : pieces.lower(address + length);
        return last != null && last.end() > address;
    }

    /** The pieces that have a byte in a range, by ascending address. */
    List<Piece> in(long address, long length) {
        List<Piece> found = new ArrayList<>();
        Piece first = pieces.lower(address);
        if (first != null && first.end() > address) {
            found.add(first);
        }
        pieces.forEach(address, address + length, (at, piece) -> found.add(piece));
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
        if (operating) {
            operation().discarded.add(new long[] {address, length});
        }
    }

    private static Piece cut(Piece piece, long from, long to) {
        byte[] part = new byte[(int) (to - from)];
        piece.patch(from, ByteBuffer.wrap(part));
        return new Piece(from, part);
    }

    /** Forgets these pieces, which come by ascending address, unless others have taken their place. */
    void settle(List<Piece> written) {
        if (written.isEmpty()) {
            return;
        }
        if (!operating && areAll(written)) { // as at most commits
            pieces.clear();
            bytes = 0;
            return;
        }
        for (Piece piece : written) {
            if (piece.equals(pieces.get(piece.address))) {
                set(piece.address, null);
            }
        }
    }

    private boolean areAll(List<Piece> written) {
        return written.size() == pieces.size() && written.equals(all());
    }
}

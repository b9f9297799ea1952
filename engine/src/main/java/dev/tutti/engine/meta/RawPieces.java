package dev.tutti.engine.meta;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

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

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    Collection<Piece> all() {
        return pieces.values();
    }

    /** Sets bytes. Where they overlap other pieces, all become one, with the newer bytes on top. */
    void put(long address, byte[] bytes) {
        List<Piece> overlapped = in(address, bytes.length);
        Piece piece = new Piece(address, bytes);
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
        pieces.put(piece.address, piece);
        for (Piece old : overlapped) {
            if (old.address != piece.address) {
                pieces.remove(old.address);
            }
        }
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
                pieces.put(piece.address, cut(piece, piece.address, address));
            } else {
                pieces.remove(piece.address);
            }
            if (piece.end() > end) {
                pieces.put(end, cut(piece, end, piece.end()));
            }
        }
    }

    private static Piece cut(Piece piece, long from, long to) {
        byte[] part = new byte[(int) (to - from)];
        piece.patch(from, ByteBuffer.wrap(part));
        return new Piece(from, part);
    }

    /** Forgets these pieces unless others have taken their place. */
    void settle(Collection<Piece> written) {
        written.forEach(piece -> pieces.remove(piece.address, piece));
    }

    /** A copy, to be given to {@link #restore}. */
    RawPieces copy() {
        RawPieces copy = new RawPieces();
        copy.pieces.putAll(pieces);
        return copy;
    }

    /** Makes the pieces those of a copy again. */
    void restore(RawPieces before) {
        pieces.keySet().removeIf(address -> !before.pieces.containsKey(address));
        pieces.putAll(before.pieces);
    }
}

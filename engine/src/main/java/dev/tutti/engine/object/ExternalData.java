package dev.tutti.engine.object;

import dev.tutti.engine.chunk.RawSource;
import dev.tutti.engine.chunk.RawStore;
import dev.tutti.engine.chunk.StoredData;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5Exception;
import dev.tutti.errors.H5NotFoundException;
import dev.tutti.format.heap.LocalHeap;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ExternalFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of a dataset in raw files, one piece behind the other. A file is opened when the first value of it is read ({@link Beside} says where it is
 * looked for), and made when the first is written. As in the C library, what a file is too short for reads as zeros, and a file that is missing is an error. Thread-safe.
 *
 * <p>What is written is in the raw file at once: no commit waits for it, and no failure takes it back.
 */
final class ExternalData implements RawSource, RawStore {
    /**
     * One piece.
     *
     * @param name as it stands in the file
     * @param offset its first byte in the raw file
     * @param from its first byte among those of the dataset
     * @param to one past its last
     */
    private record Piece(String name, long offset, long from, long to) {}

    private final OpenFile owner;
    private final String what;
    private final List<Piece> pieces;
    private final long size;

    private ExternalData(OpenFile owner, String what, List<Piece> pieces, long size) {
        this.owner = owner;
        this.what = what;
        this.pieces = pieces;
        this.size = size;
    }

    /** Where the values are that a message of a dataset's header lists. */
    static ExternalData of(OpenFile owner, MetaView view, ExternalFiles files, String what) {
        LocalHeap heap = view.load(files.heapAddress(), LocalHeap.CODEC);
        try {
            if (heap.size() > view.endOfAllocation()) {
                throw new FormatException("local heap", "data inside the file", heap.size() + " bytes");
            }
            LocalHeap.Data names = view.load(heap.data(), heap.dataCodec());
            List<Piece> pieces = new ArrayList<>();
            long from = 0;
            for (ExternalFiles.Slot slot : files.slots()) {
                long to = slot.size() < 0 ? Long.MAX_VALUE : from + slot.size();
                if (from == Long.MAX_VALUE || to < from) {
                    throw new FormatException(
                            "external data files message", "pieces of less than 2^63 bytes", slot.size() + " more");
                }
                pieces.add(new Piece(names.text(slot.nameOffset()), slot.offset(), from, to));
                from = to;
            }
            return new ExternalData(owner, what, pieces, from);
        } catch (FormatException e) {
            throw view.corrupt(files.heapAddress(), e);
        }
    }

    /** The pieces as they are stored. */
    List<RawPiece> pieces() {
        return pieces.stream()
                .map(piece -> new RawPiece(
                        piece.name, piece.offset, piece.to == Long.MAX_VALUE ? RawPiece.ALL : piece.to - piece.from))
                .toList();
    }

    /** Where a dataset's values are, for the floor of chunks. */
    StoredData.Outside place() {
        return new StoredData.Outside(this, size);
    }

    @Override
    public void write(long position, ByteBuffer bytes) {
        long at = position;
        int end = bytes.limit();
        for (Piece piece : pieces) {
            if (bytes.hasRemaining() && at >= piece.from && at < piece.to) {
                int count = (int) Math.min(bytes.remaining(), piece.to - at);
                bytes.limit(bytes.position() + count);
                owner.externals().raw().write(piece.name, piece.offset + (at - piece.from), bytes);
                bytes.limit(end);
                at += count;
            }
        }
        if (bytes.hasRemaining()) {
            throw missing(at + bytes.remaining(), at);
        }
    }

    private H5CorruptException missing(long needed, long there) {
        return new H5CorruptException(
                what, -1, "external data files message", "pieces for " + needed + " bytes", "" + there, null);
    }

    @Override
    public void read(long position, ByteBuffer target) {
        long at = position;
        int end = target.limit();
        for (Piece piece : pieces) {
            if (target.remaining() > 0 && at >= piece.from && at < piece.to) {
                int count = (int) Math.min(target.remaining(), piece.to - at);
                target.limit(target.position() + count);
                read(piece, piece.offset + (at - piece.from), target);
                target.limit(end);
                at += count;
            }
        }
        if (target.remaining() > 0) {
            throw missing(at + target.remaining(), at);
        }
    }

    private void read(Piece piece, long position, ByteBuffer target) {
        Path path = Beside.RAW.find(owner.storage(), owner.store().path(), piece.name);
        if (path == null) {
            throw new H5NotFoundException(what + " keeps its values in the external raw file '" + piece.name
                    + "', which is not there (looked for beside the file and in the working directory, or where"
                    + " HDF5_EXTFILE_PREFIX says)");
        }
        try {
            RawFiles raw = owner.externals().raw();
            long at = position;
            while (target.hasRemaining()) {
                int count = raw.read(path, at, target);
                if (count <= 0) {
                    break;
                }
                at += count;
            }
        } catch (IOException e) {
            throw new H5Exception(path + ": reading external raw data failed: " + e.getMessage(), e);
        }
        while (target.hasRemaining()) {
            target.put((byte) 0);
        }
    }
}

package dev.tutti.engine.index;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.index.ArrayPage;
import dev.tutti.format.index.ChunkElements;
import dev.tutti.format.index.FixedArrayDataBlock;
import dev.tutti.format.index.FixedArrayHeader;
import dev.tutti.format.index.FixedArrayShape;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;

/**
 * An array of a fixed number of elements: header, data block, pages.
 *
 * <p>Live readers: the data block is complete before the header names it, and a page (rank leaf) is written before its bit in the data
 * block (rank node).
 */
final class FixedArray extends ChunkArray {
    private static final String PAGE = "Fixed Array Data Block Page";

    private final ChunkedLayout layout;
    private final ChunkIndexType.FixedArray parameters;
    private final long chunks;
    private final FilterState filters;

    FixedArray(ChunkedLayout layout, ChunkIndexType.FixedArray parameters, ChunkGrid grid, FilterState filters) {
        this.layout = layout;
        this.parameters = parameters;
        this.chunks = grid.maxChunks();
        this.filters = filters;
    }

    @Override
    long create(MetaTransaction tx) {
        FixedArrayShape shape;
        try {
            shape = new FixedArrayShape(encoding(layout, filters), parameters.pageBits(), chunks);
        } catch (FormatException e) {
            throw new H5CorruptException(tx.path(), -1, e.structure(), e.expected(), e.found(), e);
        }
        long address = allocate(tx, FixedArrayHeader.length(tx.widths()));
        tx.stage(address, new FixedArrayHeader(shape, ByteSource.UNDEFINED), FixedArrayHeader.CODEC, Rank.INDEX_HEADER);
        return address;
    }

    private FixedArrayHeader header(MetaView view, long address) {
        FixedArrayHeader header = view.load(address, FixedArrayHeader.CODEC);
        String structure = FixedArrayHeader.CODEC.structure();
        requireFilters(view, address, header.shape().encoding(), filters, structure);
        if (header.shape().elements() != chunks) {
            throw new H5CorruptException(
                    view.path(),
                    address,
                    structure,
                    chunks + " elements, the chunks of the dataset's maximum shape",
                    Long.toString(header.shape().elements()),
                    null);
        }
        return header;
    }

    private static FixedArrayDataBlock.Codec blockCodec(long address, FixedArrayHeader header) {
        return new FixedArrayDataBlock.Codec(address, header.shape());
    }

    private static ArrayPage.Codec pageCodec(FixedArrayShape shape, long page) {
        return new ArrayPage.Codec(PAGE, shape.encoding(), shape.elementsOf(page));
    }

    private static long pageAddress(MetaView view, FixedArrayHeader header, long page) {
        FixedArrayShape shape = header.shape();
        return header.dataBlock() + shape.dataBlockPrefixLength(view.widths()) + page * shape.pageLength(view.widths());
    }

    @Override
    Slot find(MetaView view, long address, long number) {
        FixedArrayHeader header = header(view, address);
        FixedArrayShape shape = header.shape();
        if (header.dataBlock() == ByteSource.UNDEFINED || number >= shape.elements()) {
            return Slot.NONE;
        }
        FixedArrayDataBlock block = view.load(header.dataBlock(), blockCodec(address, header));
        if (shape.pages() == 0) {
            return new Slot(block.elements(), (int) number);
        }
        long page = number >>> shape.pageBits();
        if (!block.pages().isSet(page)) {
            return Slot.NONE;
        }
        ArrayPage loaded = view.load(pageAddress(view, header, page), pageCodec(shape, page));
        return new Slot(loaded.elements(), (int) (number & (shape.pageElements() - 1)));
    }

    @Override
    void set(MetaTransaction tx, long address, long number, Value value) {
        FixedArrayHeader header = header(tx, address);
        FixedArrayShape shape = header.shape();
        FixedArrayDataBlock.Codec codec = blockCodec(address, header);
        if (header.dataBlock() == ByteSource.UNDEFINED) {
            header = new FixedArrayHeader(shape, allocate(tx, shape.dataBlockLength(tx.widths())));
            tx.stage(
                    header.dataBlock(), FixedArrayDataBlock.empty(address, shape, tx.widths()), codec, Rank.INDEX_NODE);
            tx.stage(address, header, FixedArrayHeader.CODEC, Rank.INDEX_HEADER);
        }
        FixedArrayDataBlock block = tx.load(header.dataBlock(), codec);
        if (shape.pages() == 0) {
            FixedArrayDataBlock changed = block.with(value.in(block.elements(), (int) number, tx));
            tx.stage(header.dataBlock(), changed, codec, Rank.INDEX_LEAF);
            return;
        }
        long page = number >>> shape.pageBits();
        ArrayPage.Codec pageCodec = pageCodec(shape, page);
        long at = pageAddress(tx, header, page);
        boolean written = block.pages().isSet(page);
        ChunkElements elements = written
                ? tx.load(at, pageCodec).elements()
                : ChunkElements.undefined(shape.encoding(), tx.widths(), shape.elementsOf(page));
        int i = (int) (number & (shape.pageElements() - 1));
        tx.stage(at, new ArrayPage(value.in(elements, i, tx)), pageCodec, Rank.INDEX_LEAF);
        if (!written) {
            tx.stage(header.dataBlock(), block.withPage(page), codec, Rank.INDEX_NODE);
        }
    }

    @Override
    void forEach(MetaView view, long address, long end, Visitor visitor) {
        FixedArrayHeader header = header(view, address);
        FixedArrayShape shape = header.shape();
        if (header.dataBlock() == ByteSource.UNDEFINED) {
            return;
        }
        FixedArrayDataBlock block = view.load(header.dataBlock(), blockCodec(address, header));
        visit(block.elements(), 0, end, visitor);
        for (long page = 0; page < shape.pages() && page << shape.pageBits() < end; page++) {
            if (block.pages().isSet(page)) {
                ArrayPage loaded = view.load(pageAddress(view, header, page), pageCodec(shape, page));
                visit(loaded.elements(), page << shape.pageBits(), end, visitor);
            }
        }
    }

    @Override
    void free(MetaTransaction tx, long address) {
        FixedArrayHeader header = header(tx, address);
        if (header.dataBlock() != ByteSource.UNDEFINED) {
            tx.release(header.dataBlock(), header.shape().dataBlockLength(tx.widths()));
        }
        tx.release(address, FixedArrayHeader.length(tx.widths()));
    }
}

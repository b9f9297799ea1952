package dev.tutti.engine.index;

import dev.tutti.engine.meta.MetaTransaction;
import dev.tutti.engine.meta.MetaView;
import dev.tutti.engine.meta.Rank;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.format.index.ArrayPage;
import dev.tutti.format.index.ChunkElements;
import dev.tutti.format.index.ExtensibleArrayDataBlock;
import dev.tutti.format.index.ExtensibleArrayHeader;
import dev.tutti.format.index.ExtensibleArrayIndexBlock;
import dev.tutti.format.index.ExtensibleArrayShape;
import dev.tutti.format.index.ExtensibleArraySuperBlock;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.message.ChunkIndexType;
import dev.tutti.format.message.ChunkedLayout;

/**
 * An array that grows at its end: header, index block, super blocks, data blocks, pages.
 *
 * <p>Live readers: a new block is complete before its parent in the file names it. A new page of an old data block is written (rank
 * leaf) before its bit in the super block (rank node). An element at or behind the header's limit counts as absent, so that the header,
 * written last, makes appended elements appear.
 */
final class ExtensibleArray extends ChunkArray {
    private static final String PAGE = "Extensible Array Data Block Page";

    private final ChunkedLayout layout;
    private final ChunkIndexType.ExtensibleArray parameters;
    private final FilterState filters;

    ExtensibleArray(ChunkedLayout layout, ChunkIndexType.ExtensibleArray parameters, FilterState filters) {
        this.layout = layout;
        this.parameters = parameters;
        this.filters = filters;
    }

    @Override
    long create(MetaTransaction tx) {
        ExtensibleArrayShape shape;
        try {
            shape = new ExtensibleArrayShape(
                    encoding(layout, filters),
                    parameters.maxBits(),
                    parameters.indexElements(),
                    parameters.minElements(),
                    parameters.minPointers(),
                    parameters.pageBits());
        } catch (FormatException e) {
            throw new H5CorruptException(tx.path(), -1, e.structure(), e.expected(), e.found(), e);
        }
        long address = allocate(tx, ExtensibleArrayHeader.length(tx.widths()));
        tx.stage(address, ExtensibleArrayHeader.empty(shape), ExtensibleArrayHeader.CODEC, Rank.INDEX_HEADER);
        return address;
    }

    private ExtensibleArrayHeader header(MetaView view, long address) {
        ExtensibleArrayHeader header = view.load(address, ExtensibleArrayHeader.CODEC);
        requireFilters(view, address, header.shape().encoding(), filters, ExtensibleArrayHeader.CODEC.structure());
        return header;
    }

    private static ExtensibleArrayIndexBlock indexBlock(MetaView view, long address, ExtensibleArrayHeader header) {
        return view.load(header.indexBlock(), new ExtensibleArrayIndexBlock.Codec(address, header.shape()));
    }

    private static long pageAddress(MetaView view, ExtensibleArrayShape shape, int s, long dataBlock, long page) {
        return dataBlock + shape.dataBlockPrefixLength(s, view.widths()) + page * shape.pageLength(view.widths());
    }

    private static ArrayPage.Codec pageCodec(ExtensibleArrayShape shape) {
        return new ArrayPage.Codec(PAGE, shape.encoding(), shape.pageElements());
    }

    @Override
    Slot find(MetaView view, long address, long number) {
        ExtensibleArrayHeader header = header(view, address);
        ExtensibleArrayShape shape = header.shape();
        if (number >= Math.min(header.indexLimit(), shape.capacity()) || header.indexBlock() == ByteSource.UNDEFINED) {
            return Slot.NONE;
        }
        ExtensibleArrayIndexBlock root = indexBlock(view, address, header);
        if (number < shape.indexElements()) {
            return new Slot(root.elements(), (int) number);
        }
        Place place = Place.of(shape, number);
        if (place.s < shape.firstSuperBlock()) {
            return inDataBlock(view, address, shape, place, root.dataBlocks().get(place.inIndexBlock(shape)));
        }
        long superBlock = root.superBlocks().get(place.s - shape.firstSuperBlock());
        if (superBlock == ByteSource.UNDEFINED) {
            return Slot.NONE;
        }
        ExtensibleArraySuperBlock above =
                view.load(superBlock, new ExtensibleArraySuperBlock.Codec(address, shape, place.s));
        long dataBlock = above.dataBlocks().get((int) place.block);
        if (shape.pages(place.s) == 0 || dataBlock == ByteSource.UNDEFINED) {
            return inDataBlock(view, address, shape, place, dataBlock);
        }
        if (!above.pages().isSet(place.pageBit(shape))) {
            return Slot.NONE;
        }
        long at = pageAddress(view, shape, place.s, dataBlock, place.page(shape));
        return new Slot(view.load(at, pageCodec(shape)).elements(), place.inPage(shape));
    }

    private static Slot inDataBlock(
            MetaView view, long address, ExtensibleArrayShape shape, Place place, long dataBlock) {
        if (dataBlock == ByteSource.UNDEFINED) {
            return Slot.NONE;
        }
        ExtensibleArrayDataBlock.Codec codec = new ExtensibleArrayDataBlock.Codec(address, shape, place.s, place.block);
        return new Slot(view.load(dataBlock, codec).elements(), (int) place.element);
    }

    /** Which element of which data block of which super block. */
    private record Place(int s, long block, long element) {
        static Place of(ExtensibleArrayShape shape, long number) {
            long behindIndexBlock = number - shape.indexElements();
            int s = shape.superBlockOf(behindIndexBlock);
            long inSuperBlock = behindIndexBlock - shape.firstElement(s);
            long size = shape.dataBlockElements(s);
            return new Place(s, inSuperBlock / size, inSuperBlock % size);
        }

        int inIndexBlock(ExtensibleArrayShape shape) {
            return (int) (shape.firstDataBlock(s) + block);
        }

        long page(ExtensibleArrayShape shape) {
            return element >>> shape.pageBits();
        }

        int inPage(ExtensibleArrayShape shape) {
            return (int) (element & (shape.pageElements() - 1));
        }

        long pageBit(ExtensibleArrayShape shape) {
            return block * shape.pages(s) + page(shape);
        }
    }

    @Override
    void set(MetaTransaction tx, long address, long number, Value value) {
        ExtensibleArrayHeader header = header(tx, address);
        if (number >= header.shape().capacity()) {
            throw new H5UnsupportedException(tx.path() + ": chunk number " + number
                    + " is more than the dataset's index can hold ("
                    + header.shape().capacity()
                    + "): create the dataset with larger chunks");
        }
        Setting setting = new Setting(tx, address, header);
        setting.set(number, value);
        ExtensibleArrayHeader changed = setting.header.reaching(number);
        if (!changed.equals(header)) {
            tx.stage(address, changed, ExtensibleArrayHeader.CODEC, Rank.INDEX_HEADER);
        }
    }

    /** One change of one element; keeps the header's counts until all new blocks are known. */
    private static final class Setting {
        private final MetaTransaction tx;
        private final long address;
        private final ExtensibleArrayShape shape;
        private final ExtensibleArrayIndexBlock.Codec rootCodec;
        private ExtensibleArrayHeader header;

        Setting(MetaTransaction tx, long address, ExtensibleArrayHeader header) {
            this.tx = tx;
            this.address = address;
            this.shape = header.shape();
            this.rootCodec = new ExtensibleArrayIndexBlock.Codec(address, shape);
            this.header = header;
        }

        void set(long number, Value value) {
            ExtensibleArrayIndexBlock root = root();
            if (number < shape.indexElements()) {
                int i = (int) number;
                stage(root.with(value.in(root.elements(), i, tx)));
                return;
            }
            Place place = Place.of(shape, number);
            if (place.s < shape.firstSuperBlock()) {
                int i = place.inIndexBlock(shape);
                long dataBlock = root.dataBlocks().get(i);
                if (dataBlock == ByteSource.UNDEFINED) {
                    dataBlock = newDataBlock(place);
                    stage(root.withDataBlock(i, dataBlock));
                }
                setInDataBlock(place, dataBlock, value);
                return;
            }
            int i = place.s - shape.firstSuperBlock();
            long superBlock = root.superBlocks().get(i);
            if (superBlock == ByteSource.UNDEFINED) {
                superBlock = allocate(tx, shape.superBlockLength(place.s, tx.widths()));
                tx.stage(
                        superBlock,
                        ExtensibleArraySuperBlock.empty(address, shape, place.s),
                        new ExtensibleArraySuperBlock.Codec(address, shape, place.s),
                        Rank.INDEX_NODE);
                header = header.withSuperBlock(place.s, tx.widths());
                stage(root.withSuperBlock(i, superBlock));
            }
            setUnderSuperBlock(place, superBlock, value);
        }

        private ExtensibleArrayIndexBlock root() {
            if (header.indexBlock() != ByteSource.UNDEFINED) {
                return tx.load(header.indexBlock(), rootCodec);
            }
            header = header.withIndexBlock(allocate(tx, shape.indexBlockLength(tx.widths())));
            ExtensibleArrayIndexBlock root = ExtensibleArrayIndexBlock.empty(address, shape, tx.widths());
            stage(root);
            return root;
        }

        private void stage(ExtensibleArrayIndexBlock root) {
            tx.stage(header.indexBlock(), root, rootCodec, Rank.INDEX_NODE);
        }

        private long newDataBlock(Place place) {
            long dataBlock = allocate(tx, shape.dataBlockLength(place.s, tx.widths()));
            tx.stage(
                    dataBlock,
                    ExtensibleArrayDataBlock.empty(address, shape, place.s, tx.widths()),
                    new ExtensibleArrayDataBlock.Codec(address, shape, place.s, place.block),
                    Rank.INDEX_LEAF);
            header = header.withDataBlock(place.s, tx.widths());
            return dataBlock;
        }

        private void setInDataBlock(Place place, long dataBlock, Value value) {
            ExtensibleArrayDataBlock.Codec codec =
                    new ExtensibleArrayDataBlock.Codec(address, shape, place.s, place.block);
            ChunkElements elements = tx.load(dataBlock, codec).elements();
            tx.stage(
                    dataBlock,
                    new ExtensibleArrayDataBlock(address, value.in(elements, (int) place.element, tx)),
                    codec,
                    Rank.INDEX_LEAF);
        }

        private void setUnderSuperBlock(Place place, long superBlock, Value value) {
            ExtensibleArraySuperBlock.Codec codec = new ExtensibleArraySuperBlock.Codec(address, shape, place.s);
            ExtensibleArraySuperBlock above = tx.load(superBlock, codec);
            long dataBlock = above.dataBlocks().get((int) place.block);
            boolean known = dataBlock != ByteSource.UNDEFINED;
            if (!known) {
                dataBlock = newDataBlock(place);
                above = above.withDataBlock((int) place.block, dataBlock);
            }
            if (shape.pages(place.s) == 0) {
                setInDataBlock(place, dataBlock, value);
            } else {
                long bit = place.pageBit(shape);
                boolean written = above.pages().isSet(bit);
                setInPage(place, dataBlock, written, value);
                above = written ? above : above.withPage(bit);
                known &= written;
            }
            if (!known) {
                tx.stage(superBlock, above, codec, Rank.INDEX_NODE);
            }
        }

        private void setInPage(Place place, long dataBlock, boolean written, Value value) {
            long at = pageAddress(tx, shape, place.s, dataBlock, place.page(shape));
            ChunkElements elements = written
                    ? tx.load(at, pageCodec(shape)).elements()
                    : ChunkElements.undefined(shape.encoding(), tx.widths(), shape.pageElements());
            ArrayPage page = new ArrayPage(value.in(elements, place.inPage(shape), tx));
            tx.stage(at, page, pageCodec(shape), Rank.INDEX_LEAF);
        }
    }

    @Override
    void forEach(MetaView view, long address, long end, Visitor visitor) {
        ExtensibleArrayHeader header = header(view, address);
        if (header.indexBlock() == ByteSource.UNDEFINED) {
            return;
        }
        ExtensibleArrayShape shape = header.shape();
        long limit = Math.min(Math.min(header.indexLimit(), shape.capacity()), end);
        visit(indexBlock(view, address, header).elements(), 0, limit, visitor);
        walk(view, address, header, new Walker() {
            @Override
            public boolean wants(long first) {
                return first < limit;
            }

            @Override
            public void dataBlock(int s, long i, long dataBlock, ExtensibleArrayDataBlock block) {
                long first = shape.indexElements() + shape.firstElement(s) + i * shape.dataBlockElements(s);
                visit(block.elements(), first, limit, visitor);
            }

            @Override
            public void page(int s, long i, long p, long at) {
                long first = shape.indexElements()
                        + shape.firstElement(s)
                        + i * shape.dataBlockElements(s)
                        + p * shape.pageElements();
                if (first < limit) {
                    visit(view.load(at, pageCodec(shape)).elements(), first, limit, visitor);
                }
            }

            @Override
            public void superBlock(int s, long at) {
                // Holds no elements.
            }
        });
    }

    @Override
    void free(MetaTransaction tx, long address) {
        ExtensibleArrayHeader header = header(tx, address);
        ExtensibleArrayShape shape = header.shape();
        if (header.indexBlock() != ByteSource.UNDEFINED) {
            walk(tx, address, header, new Walker() {
                @Override
                public boolean wants(long first) {
                    return true;
                }

                @Override
                public void dataBlock(int s, long i, long dataBlock, ExtensibleArrayDataBlock block) {
                    tx.release(dataBlock, shape.dataBlockLength(s, tx.widths()));
                }

                @Override
                public void page(int s, long i, long p, long at) {
                    // Part of its data block.
                }

                @Override
                public void superBlock(int s, long at) {
                    tx.release(at, shape.superBlockLength(s, tx.widths()));
                }
            });
            tx.release(header.indexBlock(), shape.indexBlockLength(tx.widths()));
        }
        tx.release(address, ExtensibleArrayHeader.length(tx.widths()));
    }

    /** Takes the blocks of an array, parents after their children. */
    private interface Walker {
        /** Whether blocks that start with this chunk number are to be walked; none behind the first unwanted one is. */
        boolean wants(long first);

        void dataBlock(int s, long i, long dataBlock, ExtensibleArrayDataBlock block);

        void page(int s, long i, long p, long at);

        void superBlock(int s, long at);
    }

    /** Every data block is loaded, also a paged one, since it alone says which part of the array it is: none is walked twice. */
    private static void walk(MetaView view, long address, ExtensibleArrayHeader header, Walker walker) {
        ExtensibleArrayShape shape = header.shape();
        ExtensibleArrayIndexBlock root = indexBlock(view, address, header);
        for (int s = 0; s < shape.superBlocks(); s++) {
            if (!walker.wants(shape.indexElements() + shape.firstElement(s))) {
                return;
            }
            if (s < shape.firstSuperBlock()) {
                for (long i = 0; i < shape.dataBlocks(s); i++) {
                    long dataBlock = root.dataBlocks().get((int) (shape.firstDataBlock(s) + i));
                    if (dataBlock != ByteSource.UNDEFINED) {
                        walkDataBlock(view, address, shape, s, i, dataBlock, walker);
                    }
                }
                continue;
            }
            long superBlock = root.superBlocks().get(s - shape.firstSuperBlock());
            if (superBlock != ByteSource.UNDEFINED) {
                walkSuperBlock(view, address, shape, s, superBlock, walker);
                walker.superBlock(s, superBlock);
            }
        }
    }

    private static void walkSuperBlock(
            MetaView view, long address, ExtensibleArrayShape shape, int s, long at, Walker walker) {
        ExtensibleArraySuperBlock above = view.load(at, new ExtensibleArraySuperBlock.Codec(address, shape, s));
        long pages = shape.pages(s);
        long start = shape.indexElements() + shape.firstElement(s);
        for (int i = 0; i < above.dataBlocks().count(); i++) {
            if (!walker.wants(start + i * shape.dataBlockElements(s))) {
                return;
            }
            long dataBlock = above.dataBlocks().get(i);
            if (dataBlock == ByteSource.UNDEFINED) {
                continue;
            }
            walkDataBlock(view, address, shape, s, i, dataBlock, walker);
            for (long p = 0; p < pages; p++) {
                if (above.pages().isSet(i * pages + p)) {
                    walker.page(s, i, p, pageAddress(view, shape, s, dataBlock, p));
                }
            }
        }
    }

    private static void walkDataBlock(
            MetaView view, long address, ExtensibleArrayShape shape, int s, long i, long dataBlock, Walker walker) {
        ExtensibleArrayDataBlock block = view.load(dataBlock, new ExtensibleArrayDataBlock.Codec(address, shape, s, i));
        walker.dataBlock(s, i, dataBlock, block);
    }
}

package dev.tutti.format.message;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;

/**
 * Reads all layout messages and writes chunked ones (format specification IV.A.2.i, "Data Layout Message").
 *
 * <table>
 * <caption>Layout since version 3</caption>
 * <tr><td>0</td><td>version</td></tr>
 * <tr><td>1</td><td>class: 0 compact, 1 contiguous, 2 chunked, 3 virtual</td></tr>
 * <tr><td>2</td><td>compact: 2 bytes length and the data; contiguous: address and length; virtual: address and 4 bytes index in the global
 *     heap; chunked, version 3: number of dimensions and one, address, 4 bytes for each dimension and the element size; chunked, versions 4 and 5:
 *     flags, number of dimensions and one, width of the sizes, the sizes, 1 byte kind of index, its parameters, address</td></tr>
 * </table>
 *
 * <p>Versions 1 to 5 are read. 3 is written for compact, contiguous and version 1 B-trees, 4 for virtual and the other indexes; a chunked layout of version
 * 1, 2 or 5 stays one.
 */
final class LayoutCodec {
    static final int COMPACT = 0;
    static final int CONTIGUOUS = 1;
    static final int CHUNKED = 2;
    static final int VIRTUAL = 3;

    private static final int SINGLE = 1;
    private static final int IMPLICIT = 2;
    private static final int FIXED_ARRAY = 3;
    private static final int EXTENSIBLE_ARRAY = 4;
    private static final int BTREE2 = 5;

    private LayoutCodec() {}

    static DataLayout decode(ByteSource body) {
        int version = body.version(1, 5);
        if (version < 3) {
            return decodeOld(version, body);
        }
        int type = body.u8();
        switch (type) {
            case COMPACT:
                return new CompactLayout(body.bytes(body.u16()));
            case CONTIGUOUS:
                return new ContiguousLayout(body.address(), body.length());
            case CHUNKED:
                return version == 3 ? decodeBTree1(body) : decodeIndexed(version, body);
            case VIRTUAL:
                body.require(version >= 4, "version 4 or 5 of a virtual layout", version);
                return new VirtualLayout(body.address(), body.i32());
            default:
                throw new FormatException(body.structure(), "a layout class of 0 to 3", Integer.toString(type));
        }
    }

    /** Versions 1 and 2: sizes of 4 bytes for all classes; the size of contiguous data is their product. */
    private static DataLayout decodeOld(int version, ByteSource body) {
        int rank = rank(body.u8(), 1, body);
        int type = body.u8();
        body.require(type <= CHUNKED, "a layout class of 0 to 2", type);
        body.skip(5);
        long address = type == COMPACT ? ByteSource.UNDEFINED : body.address();
        if (type == CHUNKED) {
            rank(rank, 2, body);
            int[] sizes = sizes(rank, 4, body);
            return chunked(sizes, 0, new ChunkIndexType.BTree1(), address, version, body);
        }
        int width = body.widths().lengths();
        long product = 1;
        for (int i = 0; i < rank; i++) {
            long size = body.u32();
            if (!(Math.multiplyHigh(product, size) == 0
                    && product * size >= 0
                    && (width == 8 || (product * size) >>> (8 * width) == 0))) {
                throw new FormatException(body.structure(), "a size of " + width + " bytes", "a larger one");
            }
            product *= size;
        }
        if (type == CONTIGUOUS) {
            return new ContiguousLayout(address, product);
        }
        long length = body.u32();
        if (length > body.remaining()) {
            throw new FormatException(body.structure(), "compact data inside the message", length + " bytes");
        }
        return new CompactLayout(body.bytes((int) length));
    }

    private static int rank(int rank, int least, ByteSource body) {
        if (!(rank >= least && rank <= Dataspace.MAX_RANK + 1)) {
            throw new FormatException(body.structure(), least + " to 33 sizes", String.valueOf(rank));
        }
        return rank;
    }

    private static int[] sizes(int count, int width, ByteSource body) {
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            long size = body.unsigned(width);
            body.require(size > 0 && size <= Integer.MAX_VALUE, "a chunk dimension of 1 to 2^31 - 1", size);
            sizes[i] = (int) size;
        }
        return sizes;
    }

    private static ChunkedLayout chunked(
            int[] sizes, int flags, ChunkIndexType index, long address, int version, ByteSource body) {
        body.require(sizes.length >= 2, "a chunk of at least one dimension", sizes.length - 1);
        int[] dims = new int[sizes.length - 1];
        System.arraycopy(sizes, 0, dims, 0, dims.length);
        return new ChunkedLayout(dims, sizes[dims.length], flags, index, address, version);
    }

    private static ChunkedLayout decodeBTree1(ByteSource body) {
        int rank = rank(body.u8(), 2, body);
        long address = body.address();
        return chunked(sizes(rank, 4, body), 0, new ChunkIndexType.BTree1(), address, 3, body);
    }

    private static ChunkedLayout decodeIndexed(int version, ByteSource body) {
        int flags = body.u8();
        int rank = rank(body.u8(), 2, body);
        int width = body.u8();
        body.require(width >= 1 && width <= 8, "sizes of 1 to 8 bytes", width);
        int[] sizes = sizes(rank, width, body);
        ChunkIndexType index = index(flags, body);
        return chunked(sizes, flags, index, body.address(), version, body);
    }

    private static ChunkIndexType index(int flags, ByteSource body) {
        int kind = body.u8();
        switch (kind) {
            case SINGLE:
                return (flags & ChunkedLayout.SINGLE_FILTERED) != 0
                        ? new ChunkIndexType.SingleChunk(body.length(), body.i32())
                        : new ChunkIndexType.SingleChunk(-1, 0);
            case IMPLICIT:
                return new ChunkIndexType.Implicit();
            case FIXED_ARRAY:
                return new ChunkIndexType.FixedArray(body.u8());
            case EXTENSIBLE_ARRAY:
                return new ChunkIndexType.ExtensibleArray(body.u8(), body.u8(), body.u8(), body.u8(), body.u8());
            case BTREE2:
                long nodeSize = body.u32();
                body.require(nodeSize <= Integer.MAX_VALUE, "a node below 2^31 bytes", nodeSize);
                return new ChunkIndexType.BTree2((int) nodeSize, body.u8(), body.u8());
            default:
                throw new FormatException(body.structure(), "a chunk index of 1 to 5", Integer.toString(kind));
        }
    }

    static void encode(ChunkedLayout layout, ByteSink body) {
        int[] dims = layout.chunkDims();
        if (layout.index() instanceof ChunkIndexType.BTree1) {
            if (layout.version() < 3) {
                body.u8(layout.version()).u8(dims.length + 1).u8(CHUNKED).zeros(5);
            } else {
                body.u8(3).u8(CHUNKED).u8(dims.length + 1);
            }
            body.address(layout.address());
            for (int dim : dims) {
                body.u32(dim);
            }
            body.u32(layout.elementSize());
            return;
        }
        int largest = layout.elementSize();
        for (int dim : dims) {
            largest = Math.max(largest, dim);
        }
        int width = (Integer.SIZE - Integer.numberOfLeadingZeros(largest) + 7) / 8;
        body.u8(layout.version())
                .u8(CHUNKED)
                .u8(layout.flags())
                .u8(dims.length + 1)
                .u8(width);
        for (int dim : dims) {
            body.unsigned(width, dim);
        }
        body.unsigned(width, layout.elementSize());
        encode(layout.index(), body);
        body.address(layout.address());
    }

    private static void encode(ChunkIndexType index, ByteSink body) {
        if (index instanceof ChunkIndexType.SingleChunk single) {
            body.u8(SINGLE);
            if (single.filteredSize() >= 0) {
                body.length(single.filteredSize()).u32(single.filterMask());
            }
        } else if (index instanceof ChunkIndexType.Implicit) {
            body.u8(IMPLICIT);
        } else if (index instanceof ChunkIndexType.FixedArray array) {
            body.u8(FIXED_ARRAY).u8(array.pageBits());
        } else if (index instanceof ChunkIndexType.ExtensibleArray array) {
            body.u8(EXTENSIBLE_ARRAY).u8(array.maxBits()).u8(array.indexElements());
            body.u8(array.minPointers()).u8(array.minElements()).u8(array.pageBits());
        } else if (index instanceof ChunkIndexType.BTree2 tree) {
            body.u8(BTREE2).u32(tree.nodeSize()).u8(tree.splitPercent()).u8(tree.mergePercent());
        }
    }
}

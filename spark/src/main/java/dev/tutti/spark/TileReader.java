package dev.tutti.spark;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Slice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/** Reads the tiles of a partition, each as one batch of columns. For one thread. */
final class TileReader implements PartitionReader<ColumnarBatch> {
    /** Reading single members decodes a compressed tile once for each; from so many on whole elements are read instead. */
    private static final int SINGLE_MEMBERS = 3;

    private final TilePartition partition;
    private final StructType wanted;
    private final OpenFiles.Lease lease;
    private final Dataset dataset;
    private final List<HdfColumns.Column> columns = new ArrayList<>();
    private final int arrayDepth;
    private long done;
    private @Nullable ColumnarBatch batch;

    TileReader(SourceOptions options, StructType wanted, TilePartition partition) {
        this.partition = partition;
        this.wanted = wanted;
        this.lease = OpenFiles.lease(partition.query(), partition.file());
        try {
            String place = HdfTable.place(partition.file(), options);
            boolean changed = !lease.version().serves(partition.version());
            if (changed && options.changes() == SourceOptions.Changes.FAIL) {
                throw new IllegalStateException(place
                        + ": the file was changed after the query was planned, and this process did not have it open before; ask again, "
                        + "or let each process read the newest version with .option(\"changes\", \"allow\")");
            }
            this.dataset = HdfTable.dataset(lease, options)
                    .orElseThrow(() -> new IllegalStateException(place + ": is gone since the query was planned"));
            HdfColumns known = HdfColumns.of(dataset, place, options);
            for (StructField field : wanted.fields()) {
                columns.add(known.column(field));
            }
            this.arrayDepth = known.arrayDepth();
            checkExtent(place);
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private void checkExtent(String place) {
        long[] shape = dataset.shape();
        long[] to = partition.grid().to();
        boolean there = shape.length == to.length;
        for (int d = 0; there && d < to.length; d++) {
            there = shape[d] >= to[d];
        }
        if (!there) {
            throw new IllegalStateException(place + ": the dataset has become smaller since the query was planned: now "
                    + Arrays.toString(shape) + ", expected " + Arrays.toString(to) + " or more");
        }
    }

    @Override
    public boolean next() {
        if (done == partition.count()) {
            return false;
        }
        long[][] box = partition.grid().box(partition.first() + done++);
        long rows = 1;
        for (int d = 0; d < box[1].length - arrayDepth; d++) {
            rows *= box[1][d];
        }
        batch = new ColumnarBatch(vectors(box[0], box[1], (int) rows), (int) rows);
        return true;
    }

    private ColumnVector[] vectors(long[] start, long[] length, int rows) {
        Slice slice = TileGrid.slice(start, length);
        Object @Nullable [] elements =
                membersTogether() ? (Object[]) dataset.array(slice).flat() : null;
        ColumnVector[] vectors = new ColumnVector[columns.size()];
        for (int c = 0; c < vectors.length; c++) {
            HdfColumns.Column column = columns.get(c);
            DataType type = wanted.fields()[c].dataType();
            if (column instanceof HdfColumns.Index index) {
                vectors[c] = new IndexVector(start, length, index.dimension(), arrayDepth);
            } else if (column instanceof HdfColumns.File) {
                vectors[c] = new ConstantVector(partition.file());
            } else if (column instanceof HdfColumns.Member member) {
                vectors[c] = elements == null
                        ? Vectors.of(member.type(), type, dataset.table().column(member.name(), slice), rows)
                        : Vectors.member(dataset.type(), member.name(), type, elements);
            } else if (column instanceof HdfColumns.Value value) {
                vectors[c] = values(value.type(), type, slice, length, rows);
            }
        }
        return vectors;
    }

    private ColumnVector values(DType element, DataType type, Slice slice, long[] length, int rows) {
        int count = rows;
        DataType inner = type;
        for (int d = length.length - arrayDepth; d < length.length; d++) {
            count *= (int) length[d];
            inner = ((ArrayType) inner).elementType();
        }
        ColumnVector vector = Vectors.of(element, inner, dataset.array(slice).flat(), count);
        for (int d = length.length - 1; d >= length.length - arrayDepth; d--) {
            vector = new ArraysVector(
                    DataTypes.createArrayType(vector.dataType(), true),
                    vector,
                    OptionalInt.of((int) length[d]),
                    new int[0]);
        }
        return vector;
    }

    /** Members one by one where that is cheaper, and possible. */
    private boolean membersTogether() {
        long members =
                columns.stream().filter(HdfColumns.Member.class::isInstance).count();
        boolean single = dataset.shape().length == 1
                && (members < SINGLE_MEMBERS || dataset.layout().filters().isEmpty());
        return members > 0 && !single;
    }

    @Override
    public ColumnarBatch get() {
        if (batch == null) {
            throw new IllegalStateException("nothing was read yet");
        }
        return batch;
    }

    @Override
    public void close() {
        lease.read();
        lease.close();
    }
}

package dev.tutti.january;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.TypeInfo;
import java.lang.reflect.Array;
import java.util.Map;
import org.eclipse.january.dataset.BooleanDataset;
import org.eclipse.january.dataset.ByteDataset;
import org.eclipse.january.dataset.ComplexDoubleDataset;
import org.eclipse.january.dataset.ComplexFloatDataset;
import org.eclipse.january.dataset.CompoundByteDataset;
import org.eclipse.january.dataset.CompoundDoubleDataset;
import org.eclipse.january.dataset.CompoundFloatDataset;
import org.eclipse.january.dataset.CompoundIntegerDataset;
import org.eclipse.january.dataset.CompoundLongDataset;
import org.eclipse.january.dataset.CompoundShortDataset;
import org.eclipse.january.dataset.Dataset;
import org.eclipse.january.dataset.DatasetFactory;
import org.eclipse.january.dataset.DoubleDataset;
import org.eclipse.january.dataset.FloatDataset;
import org.eclipse.january.dataset.IntegerDataset;
import org.eclipse.january.dataset.LongDataset;
import org.eclipse.january.dataset.ObjectDataset;
import org.eclipse.january.dataset.ShortDataset;
import org.eclipse.january.dataset.StringDataset;

/**
 * What elements of a type are in January.
 *
 * @param dataset the class of datasets
 * @param width values of an element
 */
record ValueKind(Class<? extends Dataset> dataset, int width) {
    private static final Map<Class<?>, Class<? extends Dataset>> PLAIN = Map.of(
            byte.class, ByteDataset.class,
            short.class, ShortDataset.class,
            int.class, IntegerDataset.class,
            long.class, LongDataset.class,
            float.class, FloatDataset.class,
            double.class, DoubleDataset.class,
            boolean.class, BooleanDataset.class,
            String.class, StringDataset.class);

    private static final Map<Class<?>, Class<? extends Dataset>> COMPOUND = Map.of(
            byte.class, CompoundByteDataset.class,
            short.class, CompoundShortDataset.class,
            int.class, CompoundIntegerDataset.class,
            long.class, CompoundLongDataset.class,
            float.class, CompoundFloatDataset.class,
            double.class, CompoundDoubleDataset.class);

    /**
     * What a type is.
     *
     * @param component class of the elements of the flat array that they are read to
     */
    static ValueKind of(DType type, Class<?> component) {
        if (type.info() instanceof TypeInfo.Grid grid && COMPOUND.containsKey(component)) {
            int width = 1;
            for (int length : grid.shape()) {
                width *= length;
            }
            if (of(grid.element(), component).width == 1) {
                return new ValueKind(COMPOUND.get(component), width);
            }
        }
        boolean pair = component == float.class || component == double.class;
        if (pair && (type.info() instanceof TypeInfo.ComplexNumber || type.info() instanceof TypeInfo.Members)) {
            return new ValueKind(component == float.class ? ComplexFloatDataset.class : ComplexDoubleDataset.class, 2);
        }
        return new ValueKind(PLAIN.getOrDefault(component, ObjectDataset.class), 1);
    }

    /** January's count, for which a complex number is one item of one element. */
    int elements() {
        return isComplex() ? 1 : width;
    }

    private boolean isComplex() {
        return dataset == ComplexFloatDataset.class || dataset == ComplexDoubleDataset.class;
    }

    /** Values as January has them. */
    Dataset wrap(Object flat, int[] shape) {
        if (isComplex() || dataset == ObjectDataset.class) {
            return copied(flat, shape);
        }
        return width > 1
                ? DatasetFactory.createFromObject(width, dataset, flat, shape)
                : DatasetFactory.createFromObject(dataset, flat, shape);
    }

    /** What the factory would take apart: pairs, and objects that are arrays. */
    private Dataset copied(Object flat, int[] shape) {
        Dataset values = DatasetFactory.zeros(dataset, shape);
        Object buffer = values.getBuffer();
        System.arraycopy(flat, 0, buffer, 0, Array.getLength(flat));
        return values;
    }
}

package dev.tutti.january;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.Follower;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.january.dataset.ComplexDoubleDataset;
import org.eclipse.january.dataset.CompoundFloatDataset;
import org.eclipse.january.dataset.IDataListener;
import org.eclipse.january.dataset.IDataset;
import org.eclipse.january.dataset.IDynamicDataset;
import org.eclipse.january.dataset.ILazyDataset;
import org.eclipse.january.dataset.ObjectDataset;
import org.eclipse.january.dataset.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JanuaryDatasetsTest {
    @TempDir
    Path folder;

    @Test
    void slicesAreReadWhenTheyAreAskedFor() throws Exception {
        try (H5File file = H5.inMemory()) {
            int[] values = new int[6 * 7 * 8];
            Arrays.setAll(values, i -> i);
            Dataset stack = file.create("entry/stack")
                    .type(DType.I32)
                    .shape(6, 7, 8)
                    .chunk(2, 3, 4)
                    .create();
            stack.write(values);
            ILazyDataset lazy = JanuaryDatasets.lazy(stack);
            assertThat(lazy.getName()).isEqualTo("stack");
            assertThat(lazy.getShape()).containsExactly(6, 7, 8);
            assertThat(lazy.getElementClass()).isEqualTo(Integer.class);
            IDataset part = lazy.getSlice(new Slice(1, 6, 2), new Slice(5, 1, -2), new Slice(7, null, -1));
            assertThat(part.getShape()).containsExactly(3, 2, 8);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 2; j++) {
                    for (int k = 0; k < 8; k++) {
                        assertThat(part.getInt(i, j, k)).isEqualTo((1 + 2 * i) * 56 + (5 - 2 * j) * 8 + 7 - k);
                    }
                }
            }
            ILazyDataset view =
                    lazy.getSliceView(new Slice(2, 4), null, new Slice(3, 5)).getTransposedView(2, 1, 0);
            assertThat(view.getShape()).containsExactly(2, 7, 2);
            assertThat(view.getSlice().getInt(1, 6, 0)).isEqualTo(2 * 56 + 6 * 8 + 4);
            assertThat(lazy.getSlice(new Slice(3, 3)).getSize()).isZero();
        }
    }

    @Test
    void everyKindOfValueHasItsDataset() throws Exception {
        try (H5File file = H5.inMemory()) {
            file.put("u8", 7);
            file.create("wide").type(DType.U8).shape(2).create().write(new int[] {255, 1});
            file.put("text", new String[] {"a", "ä"});
            file.put("flag", new boolean[] {true, false});
            file.put("real", new float[] {1, 2});
            file.create("complex").type(DType.COMPLEX128).shape(2).create().write(new double[] {1, 2, 3, 4});
            file.create("grid")
                    .type(DType.array(DType.F32, 3))
                    .shape(2)
                    .create()
                    .write(new float[] {1, 2, 3, 4, 5, 6});
            Map<String, DType> members = new LinkedHashMap<>();
            members.put("a", DType.F64);
            members.put("b", DType.F64);
            file.create("rows")
                    .type(DType.compound(members))
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .create();
            file.dataset("rows").table().append(Map.of("a", 1.0, "b", 2.0));
            file.create("none").type(DType.F64).shape(0).maxShape(H5.UNLIMITED).create();
            assertThat(all(file, "u8").getInt()).isEqualTo(7);
            assertThat(all(file, "wide").getInt(0)).isEqualTo(255);
            assertThat(all(file, "text").getString(1)).isEqualTo("ä");
            assertThat(all(file, "flag").getBoolean(0)).isTrue();
            assertThat(all(file, "real").getElementClass()).isEqualTo(Float.class);
            ComplexDoubleDataset complex = (ComplexDoubleDataset) all(file, "complex");
            assertThat(complex.getReal(1)).isEqualTo(3);
            assertThat(complex.getImag(1)).isEqualTo(4);
            CompoundFloatDataset grid = (CompoundFloatDataset) all(file, "grid");
            assertThat(grid.getShape()).containsExactly(2);
            assertThat(grid.getFloatArray(1)).containsExactly(4, 5, 6);
            assertThat((Object[]) ((ObjectDataset) all(file, "rows")).getObject(0))
                    .containsExactly(1.0, 2.0);
            assertThat(JanuaryDatasets.lazy(file.dataset("none")).getSize()).isZero();
            assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream())
                            .writeObject(JanuaryDatasets.lazy(file.dataset("real"))))
                    .isInstanceOf(NotSerializableException.class);
        }
    }

    private static IDataset all(H5File file, String name) throws Exception {
        return JanuaryDatasets.lazy(file.dataset(name)).getSlice();
    }

    @Test
    void aLiveDatasetGrowsAndTellsItsListeners() throws Exception {
        Path path = folder.resolve("live.h5");
        try (LiveWriter writer = H5.live(path)) {
            Dataset x = writer.create("entry/x")
                    .type(DType.F64)
                    .shape(0, 4)
                    .maxShape(H5.UNLIMITED, 4)
                    .chunk(16, 4)
                    .create();
            writer.publish();
            try (Follower follower = H5.follow(path);
                    LiveDataset live = JanuaryDatasets.live(follower, "entry/x")) {
                IDynamicDataset dynamic = live;
                assertThat(dynamic.getShape()).containsExactly(0, 4);
                assertThat(dynamic.getMaxShape()).containsExactly(-1, 4);
                assertThat(dynamic.getChunking()).containsExactly(16, 4);
                x.append(new double[] {0, 1, 2, 3, 4, 5, 6, 7});
                writer.publish();
                for (int i = 0; i < 600 && dynamic.getShape()[0] < 2; i++) {
                    dynamic.refreshShape();
                    Thread.sleep(10);
                }
                assertThat(dynamic.getShape()).containsExactly(2, 4);
                assertThat(dynamic.getSlice(new Slice(1, 2)).getDouble(0, 3)).isEqualTo(7);
                BlockingQueue<Integer> rows = new ArrayBlockingQueue<>(100);
                IDataListener listener = event -> rows.add(event.getShape()[0]);
                dynamic.addDataListener(listener);
                x.append(new double[] {8, 9, 10, 11});
                writer.publish();
                assertThat(rows.poll(60, TimeUnit.SECONDS)).isEqualTo(3);
                assertThat(dynamic.getSlice().getDouble(2, 3)).isEqualTo(11);
                dynamic.removeDataListener(listener);
                x.append(new double[] {12, 13, 14, 15});
                writer.publish();
                for (int i = 0; i < 600 && dynamic.getShape()[0] < 4; i++) {
                    dynamic.refreshShape();
                    Thread.sleep(10);
                }
                assertThat(dynamic.getShape()[0]).isEqualTo(4);
                assertThat(rows).as("not told any more").isEmpty();
                assertThat(dynamic.resize(5, 4)).isTrue();
            }
        }
    }
}

package dev.tutti.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.heap.GlobalHeapWriter.Existing;
import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GlobalHeapModelTest {
    @ParameterizedTest
    @EnumSource
    void keepsWhatIsPutIn(Existing existing) {
        Seeds.once(random -> {
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
            Map<GlobalHeapId, byte[]> model = new LinkedHashMap<>();
            for (int round = 0; round < 20; round++) {
                GlobalHeapWriter writer = new GlobalHeapWriter(tx, existing);
                for (int i = 0; i < 200; i++) {
                    if (!model.isEmpty() && random.nextInt(3) == 0) {
                        GlobalHeapId victim = model.keySet().stream()
                                .skip(random.nextInt(Math.min(model.size(), 50)))
                                .findFirst()
                                .orElseThrow();
                        writer.remove(victim);
                        model.remove(victim);
                    } else {
                        byte[] object = Seeds.bytes(random, random.nextInt(random.nextInt(30) == 0 ? 100_000 : 80));
                        GlobalHeapId id = writer.put(object.clone());
                        assertThat(model).doesNotContainKey(id);
                        model.put(id, object);
                    }
                }
                writer.flush();
                if (existing == Existing.LEFT_ALONE) {
                    assertThat(tx.writes()).allMatch(MemoryTransaction.Write::fresh);
                }
                tx.commit();
                model.forEach((id, object) -> assertThat(GlobalHeap.read(tx, id.collection(), id.index()))
                        .isEqualTo(object));
            }
            if (existing == Existing.CHANGED) {
                GlobalHeapWriter writer = new GlobalHeapWriter(tx, existing);
                model.keySet().forEach(writer::remove);
                assertThat(tx.used()).isEqualTo(48);
            }
        });
    }

    @Test
    void whatIsNotThereIsRefused() {
        MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
        GlobalHeapWriter writer = new GlobalHeapWriter(tx, Existing.CHANGED);
        GlobalHeapId id = writer.put(new byte[] {1, 2, 3});
        writer.flush();
        assertThatThrownBy(() -> GlobalHeap.read(tx, id.collection(), 2)).isInstanceOf(H5CorruptException.class);
        assertThatThrownBy(() -> GlobalHeap.read(tx, id.collection() + 8, 1)).isInstanceOf(H5CorruptException.class);
        assertThatThrownBy(() -> GlobalHeap.read(tx, -1, 1)).isInstanceOf(H5CorruptException.class);
    }
}

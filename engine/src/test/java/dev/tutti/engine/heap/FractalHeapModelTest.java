package dev.tutti.engine.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.engine.meta.MemoryTransaction;
import dev.tutti.errors.H5CorruptException;
import dev.tutti.format.heap.FractalHeapHeader;
import dev.tutti.format.io.Widths;
import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random objects of all kinds against a map; after each round every object is read back and the counts of the header are checked. */
class FractalHeapModelTest {
    /** An ID as a key. */
    private record Id(List<Byte> bytes) {
        static Id of(byte[] id) {
            List<Byte> bytes = new ArrayList<>();
            for (byte b : id) {
                bytes.add(b);
            }
            return new Id(bytes);
        }

        byte[] array() {
            byte[] id = new byte[bytes.size()];
            for (int i = 0; i < id.length; i++) {
                id[i] = bytes.get(i);
            }
            return id;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7, 8, 8, 60, 2500",
        "8, 8, 8, 6000, 700",
        "8, 4, 4, 300, 1200",
        "20, 8, 8, 5000, 500",
        "17, 8, 8, 40, 800"
    })
    void keepsWhatIsPutIn(int idLength, int offsets, int lengths, int longest, int operations) {
        Seeds.once(random -> {
            MemoryTransaction tx = new MemoryTransaction(new Widths(offsets, lengths), 48);
            long before = tx.used();
            FractalHeap heap = FractalHeap.create(tx, idLength);
            Map<Id, byte[]> model = new LinkedHashMap<>();
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < operations / 5; i++) {
                    change(tx, heap, model, random, longest);
                }
                tx.commit();
                check(tx, heap, model);
            }
            for (Id id : new ArrayList<>(model.keySet())) {
                heap.remove(tx, id.array());
                model.remove(id);
            }
            check(tx, heap, model);
            for (int i = 0; i < 300; i++) {
                change(tx, heap, model, random, longest);
            }
            heap.free(tx);
            assertThat(tx.used()).isEqualTo(before);
        });
    }

    private static void change(
            MemoryTransaction tx, FractalHeap heap, Map<Id, byte[]> model, Random random, int longest) {
        if (!model.isEmpty() && random.nextInt(100) < 35) {
            Id victim = model.keySet().stream()
                    .skip(random.nextInt(Math.min(20, model.size())))
                    .findFirst()
                    .orElseThrow();
            heap.remove(tx, victim.array());
            model.remove(victim);
            return;
        }
        int bound = random.nextInt(4) == 0 ? longest : Math.min(longest, 60);
        byte[] object = Seeds.bytes(random, 1 + random.nextInt(bound));
        byte[] id = heap.insert(tx, object);
        assertThat(heap.read(tx, id)).isEqualTo(object);
        boolean tiny = (id[0] >> 4) == 2;
        if (!tiny) {
            assertThat(model).doesNotContainKey(Id.of(id));
            model.put(Id.of(id), object);
        } else {
            heap.remove(tx, id);
        }
    }

    private static void check(MemoryTransaction tx, FractalHeap heap, Map<Id, byte[]> model) {
        model.forEach((id, object) -> assertThat(heap.read(tx, id.array())).isEqualTo(object));
        assertThat(heap.count(tx)).isEqualTo(model.size());
        FractalHeapHeader header = tx.load(heap.address(), FractalHeapHeader.CODEC);
        long managed = 0;
        long huge = 0;
        for (byte[] object : model.values()) {
            if (object.length > header.maxManaged()) {
                huge += object.length;
            } else {
                managed += object.length;
            }
        }
        assertThat(header.huge().size()).isEqualTo(huge);
        assertThat(header.tiny()).isEqualTo(FractalHeapHeader.Tiny.NONE);
        if (managed == 0) {
            assertThat(header.managed()).isEqualTo(FractalHeapHeader.Managed.NONE);
        } else {
            long empty = 0;
            int overhead = header.directOverhead(tx.widths());
            for (int row = 0; row < header.table().rootRows(); row++) {
                empty += header.table().width() * header.table().emptySpace(row, overhead);
            }
            if (header.table().rootRows() == 0) {
                empty = header.table().emptySpace(0, overhead);
            }
            assertThat(header.managed().free()).isEqualTo(empty - managed);
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 60", "8, 6000", "20, 4000"})
    void takesManyAtOnce(int idLength, int longest) {
        Seeds.once(random -> {
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
            FractalHeap heap = FractalHeap.create(tx, idLength);
            Map<Id, byte[]> model = new LinkedHashMap<>();
            for (int round = 0; round < 6; round++) {
                List<byte[]> objects = new ArrayList<>();
                for (int i = random.nextInt(300); i >= 0; i--) {
                    objects.add(Seeds.bytes(random, idLength + random.nextInt(random.nextInt(4) == 0 ? longest : 60)));
                }
                List<byte[]> ids = heap.insertAll(tx, objects);
                for (int i = 0; i < objects.size(); i++) {
                    assertThat(model.put(Id.of(ids.get(i)), objects.get(i))).isNull();
                }
                check(tx, heap, model);
                for (int i = 0; i < 100; i++) {
                    change(tx, heap, model, random, longest);
                }
                check(tx, heap, model);
            }
            heap.free(tx);
            assertThat(tx.used()).isEqualTo(48);
        });
    }

    /** The heap grows over indirect blocks below the root's own. */
    @Test
    void growsBeyondTheDirectRows() {
        Seeds.once(random -> {
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
            FractalHeap heap = FractalHeap.create(tx, 8);
            Map<Id, byte[]> model = new LinkedHashMap<>();
            for (int i = 0; i < 1200; i++) {
                byte[] object = Seeds.bytes(random, 1000 + random.nextInt(3000));
                model.put(Id.of(heap.insert(tx, object)), object);
            }
            check(tx, heap, model);
            FractalHeapHeader header = tx.load(heap.address(), FractalHeapHeader.CODEC);
            assertThat(header.table().rootRows()).isGreaterThan(header.table().directRows());
            heap.free(tx);
            assertThat(tx.used()).isEqualTo(48);
        });
    }

    @Test
    void inventedIdsAreRefused() {
        Seeds.repeat(20, random -> {
            MemoryTransaction tx = new MemoryTransaction(Widths.EIGHT, 48);
            FractalHeap heap = FractalHeap.create(tx, 8);
            for (int i = 0; i < 100; i++) {
                heap.insert(tx, Seeds.bytes(random, 100));
            }
            for (int i = 0; i < 200; i++) {
                byte[] id = Seeds.bytes(random, 8);
                id[0] = (byte) (random.nextInt(2) << 4);
                id[1] = (byte) 0xff;
                id[3] = (byte) 0xff;
                assertThatThrownBy(() -> heap.read(tx, id)).isInstanceOf(H5CorruptException.class);
            }
        });
    }
}

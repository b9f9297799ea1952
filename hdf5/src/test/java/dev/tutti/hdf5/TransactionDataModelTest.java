package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.storage.Storage;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.store.SimStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Values in datasets of all layouts, written and read in pieces of all sizes, against plain arrays. Little waits for the commit, much goes to the file at once: what
 * is written later lies on top, for whoever reads inside the transaction, after the commit, and after a kill or a power cut.
 */
@Timeout(300)
class TransactionDataModelTest {
    private static final Path FILE = Path.of("/data/x.h5");
    private static final int MOST = 40_000; // 320,000 bytes; from 65,536 on bytes go past the log
    private static final List<Integer> CHUNKS = List.of(0, 0, 700, 9_000, 20_000);

    private static final class GivenUp extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Random random = new Random(0);
    private final SimStorage storage = new SimStorage();
    private Map<String, double[]> committed = new TreeMap<>();
    private Map<String, double[]> model = new TreeMap<>();
    private int made;

    @Test
    void transactions() {
        Seeds.repeat(6, random -> of(random).shared());
    }

    @Test
    void alone() {
        Seeds.repeat(4, random -> of(random).exclusive());
    }

    private static TransactionDataModelTest of(Random random) {
        TransactionDataModelTest test = new TransactionDataModelTest();
        test.random = random;
        return test;
    }

    private void shared() throws IOException {
        H5.create(FILE, FileOptions.exclusive().storage(storage)).close();
        for (int session = 0; session < 3; session++) {
            try (H5File file =
                    H5.open(FILE, FileOptions.shared().storage(storage).threads(1 + random.nextInt(2)))) {
                for (int i = 0; i < 6; i++) {
                    transaction(file);
                }
            }
            check(storage);
        }
    }

    private void transaction(H5File file) throws IOException {
        Durability level = Seeds.pick(random, List.of(Durability.values()));
        boolean givenUp = random.nextInt(5) == 0;
        boolean durable = false;
        if (givenUp) {
            assertThatThrownBy(() -> file.update(level, tx -> {
                        change(tx.file());
                        throw new GivenUp();
                    }))
                    .isInstanceOf(GivenUp.class);
            model = copy(committed);
        } else {
            file.update(level, tx -> change(tx.file()));
            durable = level == Durability.DURABLE && !isSame(committed, model); // what only reads secures nothing
            committed = copy(model);
        }
        compare(file);
        if (random.nextInt(3) == 0) {
            Objects.requireNonNull(((SharedAccess) file.access()).file().attachedSession())
                    .checkpoint();
            compare(file);
        }
        check(storage.afterKill());
        if (durable) {
            check(storage.afterPowerCut(random));
            check(storage.afterWorstPowerCut());
        }
    }

    private void exclusive() {
        H5.create(FILE, FileOptions.exclusive().storage(storage)).close();
        for (int session = 0; session < 3; session++) {
            try (H5File file = H5.open(FILE, FileOptions.exclusive().storage(storage))) {
                for (int i = 0; i < 6; i++) {
                    change(file);
                    compare(file);
                }
            }
            committed = copy(model);
            check(storage);
        }
    }

    private static Map<String, double[]> copy(Map<String, double[]> of) {
        Map<String, double[]> copy = new TreeMap<>();
        of.forEach((name, values) -> copy.put(name, values.clone()));
        return copy;
    }

    private static boolean isSame(Map<String, double[]> one, Map<String, double[]> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), other.get(entry.getKey())));
    }

    private void change(H5File file) {
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            step(file);
        }
    }

    private void step(H5File file) {
        int kind = random.nextInt(20);
        if (model.isEmpty() || kind == 0) {
            create(file);
            return;
        }
        String name = Seeds.pick(random, List.copyOf(model.keySet()));
        if (kind == 1) {
            file.delete(name);
            model.remove(name);
            return;
        }
        double[] values = Objects.requireNonNull(model.get(name));
        Dataset data = file.dataset(name);
        int from = random.nextInt(values.length);
        int to = from + 1 + length(values.length - from);
        Slice slice = Slice.rows(from, to);
        if (kind < 7) {
            assertThat(data.f64(slice)).as("%s %s:%s", name, from, to).isEqualTo(Arrays.copyOfRange(values, from, to));
        } else if (kind < 10) {
            data.write(fill(values, 0, values.length));
        } else if (kind < 12 && data.maxShape()[0] == H5.UNLIMITED) {
            int length = 1 + random.nextInt(MOST);
            data.resize(length);
            model.put(name, Arrays.copyOf(values, length));
        } else {
            data.write(slice, fill(values, from, to));
        }
    }

    /** Short ones as often as long ones. */
    private int length(int most) {
        return (int) Math.min(most - 1, Math.pow(2, random.nextDouble() * 16));
    }

    private double[] fill(double[] values, int from, int to) {
        boolean noise = random.nextBoolean(); // which no filter makes short
        double value = random.nextInt(1000);
        for (int i = from; i < to; i++) {
            values[i] = noise ? random.nextDouble() : value;
        }
        return Arrays.copyOfRange(values, from, to);
    }

    private void create(H5File file) {
        String name = "d" + made++;
        int length = 1 + random.nextInt(MOST);
        int chunk = Seeds.pick(random, CHUNKS);
        DatasetBuilder builder = file.create(name).type(DType.F64).shape(length);
        if (chunk > 0) {
            builder.maxShape(H5.UNLIMITED).chunk(chunk);
            if (random.nextBoolean()) {
                builder.deflate(1);
            }
        }
        builder.create();
        model.put(name, new double[length]);
    }

    private void compare(H5File file) {
        assertThat(file.root().names()).containsExactlyInAnyOrderElementsOf(model.keySet());
        model.forEach(
                (name, values) -> assertThat(Arrays.mismatch(file.dataset(name).f64(), values))
                        .as(name)
                        .isEqualTo(-1));
    }

    private void check(Storage left) {
        try (H5File file = H5.open(FILE, FileOptions.readOnly().storage(left))) {
            compare(file);
        }
        try (H5File file = H5.open(FILE, FileOptions.shared().storage(left))) {
            compare(file);
        }
    }
}

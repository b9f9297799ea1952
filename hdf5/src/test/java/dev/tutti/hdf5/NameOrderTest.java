package dev.tutti.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameOrderTest {
    private record Thing(String name, int number) {}

    @Test
    void asAComparisonOfTextsHasIt() {
        Seeds.repeat(60, random -> {
            String start = name(random, "prefix", random.nextInt(6));
            String letters = Seeds.pick(random, List.of("ab", "0123456789", "abc\u00e9\u00ff", "a\u4e2d\u00df"));
            int longest = 1 + random.nextInt(12);
            List<Thing> things = new ArrayList<>();
            int count = random.nextBoolean() ? random.nextInt(20) : random.nextInt(3000);
            for (int i = 0; i < count; i++) {
                things.add(new Thing(start + name(random, letters, random.nextInt(longest)), i));
            }
            List<Thing> before = List.copyOf(things);
            List<Thing> wanted = new ArrayList<>(things);
            wanted.sort(Comparator.comparing(Thing::name));
            assertThat(NameOrder.sorted(things, Thing::name)).isEqualTo(wanted);
            assertThat(NameOrder.sorted(wanted, Thing::name)).isEqualTo(wanted);
            assertThat(things).isEqualTo(before);
        });
    }

    private static String name(Random random, String letters, int length) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            name.append(letters.charAt(random.nextInt(letters.length())));
        }
        return name.toString();
    }
}

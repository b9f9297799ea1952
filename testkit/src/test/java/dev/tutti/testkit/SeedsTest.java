package dev.tutti.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.opentest4j.TestAbortedException;

@Isolated("sets the seed for all of the JVM")
final class SeedsTest {
    @BeforeEach
    void noSeedIsGiven() {
        Assumptions.assumeTrue(System.getProperty(Seeds.SEED, "").isEmpty(), "a seed is given for another test");
    }

    @Test
    void everyRepetitionHasItsOwnSeed() {
        List<Long> drawn = new ArrayList<>();
        Seeds.repeat(50, random -> drawn.add(random.nextLong()));
        assertThat(drawn).hasSize(Seeds.scaled(50));
        assertThat(new HashSet<>(drawn)).hasSameSizeAs(drawn);
    }

    @Test
    void aFailureNamesTheCommandThatRepeatsIt() {
        long[] failed = new long[1];
        Seeds.Repetition failing = random -> {
            long drawn = random.nextLong();
            if (drawn % 3 == 0) {
                failed[0] = drawn;
                throw new IllegalStateException("drew a multiple of three");
            }
        };
        String message = messageOf(failing);
        assertThat(message)
                .contains("drew a multiple of three")
                .contains("-Dtest=SeedsTest#aFailureNamesTheCommandThatRepeatsIt")
                .contains("-pl testkit");
        Matcher seed = Pattern.compile("-Dtests.seed=(\\S+)").matcher(message);
        assertThat(seed.find()).isTrue();
        long before = failed[0];
        System.setProperty(Seeds.SEED, seed.group(1));
        try {
            failed[0] = 0;
            assertThat(messageOf(failing)).contains(seed.group(1));
            assertThat(failed[0]).isEqualTo(before);
        } finally {
            System.setProperty(Seeds.SEED, "");
        }
    }

    private static String messageOf(Seeds.Repetition failing) {
        try {
            Seeds.repeat(1_000, failing);
        } catch (AssertionError e) {
            assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
            return e.getMessage();
        }
        throw new AssertionError("did not fail");
    }

    @Test
    void skippingIsNoFailure() {
        assertThatThrownBy(() -> Seeds.once(random -> Assumptions.abort("not here")))
                .isInstanceOf(TestAbortedException.class);
    }

    @Test
    void numbersStayInTheirSpan() {
        Seeds.repeat(500, random -> {
            long low = random.nextInt(100) - 50;
            long high = low + random.nextInt(10);
            assertThat(Seeds.between(random, low, high)).isBetween(low, high);
            assertThat(Seeds.between(random, Long.MAX_VALUE - 1, Long.MAX_VALUE))
                    .isGreaterThanOrEqualTo(Long.MAX_VALUE - 1);
        });
    }
}

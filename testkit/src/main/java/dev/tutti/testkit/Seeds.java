package dev.tutti.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.opentest4j.TestAbortedException;

/**
 * Runs random tests from seeds. Every repetition has a seed of its own; when one fails, the error names it and the one command that
 * runs just that repetition again. {@code -Dtests.seed=…} runs one seed, {@code -Dtests.long=true} runs {@value #LONG_FACTOR} times as
 * many repetitions.
 *
 * <pre>{@code
 * @Test
 * void encodesAnything() {
 *     Seeds.repeat(200, random -> {
 *         Value value = randomValue(random);
 *         assertThat(decode(encode(value))).isEqualTo(value);
 *     });
 * }
 * }</pre>
 */
public final class Seeds {
    /** The property that holds the seed of the one repetition to run. */
    public static final String SEED = "tests.seed";

    /** The property that asks for the long run. */
    public static final String LONG = "tests.long";

    private static final int LONG_FACTOR = 25;

    /** One repetition of a random test. */
    @FunctionalInterface
    public interface Repetition {
        /** Runs with {@code random} as the only source of chance. */
        void run(Random random) throws Throwable;
    }

    private Seeds() {}

    /** Runs {@code repetition} {@code times} times, more often in the long run, and once if a seed is given. */
    public static void repeat(int times, Repetition repetition) {
        String given = System.getProperty(SEED, "").strip();
        if (!given.isEmpty()) {
            run(parse(given), repetition);
            return;
        }
        long base = System.nanoTime() ^ (ProcessHandle.current().pid() << 40);
        int scaled = scaled(times);
        for (int i = 0; i < scaled; i++) {
            run(mix(base + i), repetition);
        }
    }

    /** Runs {@code repetition} once, with a seed of its own. */
    public static void once(Repetition repetition) {
        String given = System.getProperty(SEED, "").strip();
        run(given.isEmpty() ? mix(System.nanoTime()) : parse(given), repetition);
    }

    /** {@code times}, or many more in the long run. */
    public static int scaled(int times) {
        return isLong() ? Math.multiplyExact(times, LONG_FACTOR) : times;
    }

    /** Whether this is the long run. */
    public static boolean isLong() {
        return Boolean.getBoolean(LONG);
    }

    private static void run(long seed, Repetition repetition) {
        try {
            repetition.run(new Random(seed));
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(
                    "seed " + format(seed) + ": " + e + System.lineSeparator() + "reproduce with: " + command(seed), e);
        }
    }

    private static String command(long seed) {
        StackWalker.StackFrame test = StackWalker.getInstance()
                .walk(frames -> frames.filter(Seeds::isTest).reduce((inner, outer) -> outer))
                .orElse(null);
        StringBuilder command =
                new StringBuilder("mvn -B -o -pl ").append(module()).append(" -am verify");
        if (test != null) {
            String type = test.getClassName();
            String simple = type.substring(type.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
            String option = simple.endsWith("IT") ? "it.test" : "test";
            command.append(" -D").append(option).append('=').append(simple);
            if (!test.getMethodName().startsWith("lambda$")) {
                command.append('#').append(test.getMethodName());
            }
            command.append(" -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false");
        }
        return command.append(" -D")
                .append(SEED)
                .append('=')
                .append(format(seed))
                .toString();
    }

    /** The outermost frame that is no machinery is the test method. */
    private static boolean isTest(StackWalker.StackFrame frame) {
        String type = frame.getClassName();
        return !type.equals(Seeds.class.getName())
                && List.of("java.", "jdk.", "sun.", "org.junit.", "org.apache.maven.").stream()
                        .noneMatch(type::startsWith);
    }

    private static String module() {
        Path name = Path.of("").toAbsolutePath().getFileName();
        return name == null ? "." : name.toString();
    }

    private static String format(long seed) {
        return "0x" + Long.toHexString(seed);
    }

    private static long parse(String seed) {
        return seed.startsWith("0x") ? Long.parseUnsignedLong(seed.substring(2), 16) : Long.parseLong(seed);
    }

    /** Spreads neighbouring numbers over all of 64 bits. */
    private static long mix(long number) {
        long mixed = (number ^ (number >>> 32)) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
        return mixed ^ (mixed >>> 32);
    }

    /** {@code length} random bytes. */
    public static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A number from {@code low} to {@code high}, both included, in which small spans and both ends come up often enough. */
    public static long between(Random random, long low, long high) {
        if (low > high) {
            throw new IllegalArgumentException(low + " > " + high);
        }
        return switch (random.nextInt(8)) {
            case 0 -> low;
            case 1 -> high;
            default -> inclusive(random, low, high);
        };
    }

    private static long inclusive(Random random, long low, long high) {
        if (high < Long.MAX_VALUE) {
            return random.nextLong(low, high + 1);
        }
        return low == Long.MIN_VALUE ? random.nextLong() : random.nextLong(low - 1, high) + 1;
    }

    /** One of {@code choices}. */
    public static <T> T pick(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}

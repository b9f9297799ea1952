package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.Durability;
import dev.tutti.testkit.Seeds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random filters on rows with nulls and NaN, however they are divided into files: what SQL's logic of three values says of each row. */
class FilterModelTest {
    private static final List<String> COLUMNS = List.of("n", "v", "s", "t", "place.x");

    private static final TablesOptions QUICK =
            TablesOptions.standard().durability(Durability.PROCESS).threads(1);

    @TempDir
    Path folder;

    record Place(@Nullable Double x) {}

    record Item(
            long id,
            @Nullable Integer n,
            @Nullable Double v,
            @Nullable String s,
            @Nullable Instant t,
            @Nullable Place place) {
        @Nullable
        Object value(String column) {
            return switch (column) {
                case "n" -> n;
                case "v" -> v;
                case "s" -> s;
                case "t" -> t;
                default -> place == null ? null : place.x();
            };
        }
    }

    private static Item item(Random random, long id) {
        return new Item(
                id,
                (Integer) maybe(random, "n"),
                (Double) maybe(random, "v"),
                (String) maybe(random, "s"),
                (Instant) maybe(random, "t"),
                random.nextInt(4) == 0 ? null : new Place((Double) maybe(random, "place.x")));
    }

    private static @Nullable Object maybe(Random random, String column) {
        return random.nextInt(4) == 0 ? null : value(random, column);
    }

    private static Object value(Random random, String column) {
        return switch (column) {
            case "n" -> random.nextInt(5) - 2;
            case "s" -> Seeds.pick(random, List.of("", "a", "ab", "b", "ba", "größer"));
            case "t" -> Instant.EPOCH.plusSeconds(40_000L * (random.nextInt(7) - 3));
            default -> random.nextInt(6) == 0 ? Double.NaN : (random.nextInt(5) - 2) / 2.0;
        };
    }

    private static Filter filter(Random random, int depth) {
        String column = Seeds.pick(random, COLUMNS);
        int kind = random.nextInt(depth > 0 ? 14 : 10);
        if (kind < 6) {
            Filter.Operator operator = Seeds.pick(random, Arrays.asList(Filter.Operator.values()));
            boolean prefix = operator == Filter.Operator.STARTS_WITH || operator == Filter.Operator.NOT_STARTS_WITH;
            return prefix
                    ? new Filter.Compare("s", operator, Seeds.pick(random, List.of("a", "b", "gr")))
                    : new Filter.Compare(column, operator, value(random, column));
        }
        return switch (kind) {
            case 6, 7 -> among(random, column);
            case 8 -> new Filter.Missing(column, random.nextBoolean());
            case 9 -> new Filter.NotNumber("v", random.nextBoolean());
            case 10, 11 -> filter(random, depth - 1).and(filter(random, depth - 1));
            case 12 -> filter(random, depth - 1).or(filter(random, depth - 1));
            default -> Filter.not(filter(random, depth - 1));
        };
    }

    private static Filter among(Random random, String column) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            values.add(random.nextInt(8) == 0 ? null : value(random, column));
        }
        return new Filter.Among(column, values, random.nextBoolean());
    }

    /** True, false, or null for unknown. */
    private static @Nullable Boolean holds(Filter filter, Item item) {
        if (filter instanceof Filter.And and) {
            Boolean left = holds(and.left(), item);
            Boolean right = holds(and.right(), item);
            return Boolean.FALSE.equals(left) || Boolean.FALSE.equals(right)
                    ? Boolean.FALSE
                    : left == null || right == null ? null : Boolean.TRUE;
        }
        if (filter instanceof Filter.Or or) {
            Boolean left = holds(or.left(), item);
            Boolean right = holds(or.right(), item);
            return Boolean.TRUE.equals(left) || Boolean.TRUE.equals(right)
                    ? Boolean.TRUE
                    : left == null || right == null ? null : Boolean.FALSE;
        }
        if (filter instanceof Filter.Missing missing) {
            return (item.value(missing.column()) == null) != missing.negated();
        }
        if (filter instanceof Filter.NotNumber nan) {
            Object value = item.value(nan.column());
            return value == null ? null : value.equals(Double.NaN) != nan.negated();
        }
        if (filter instanceof Filter.Among among) {
            return among(among, item.value(among.column()));
        }
        Filter.Compare compare = (Filter.Compare) filter;
        Object value = item.value(compare.column());
        return value == null ? null : compare(compare.operator(), value, compare.value());
    }

    private static @Nullable Boolean among(Filter.Among among, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        boolean found = among.values().stream()
                .filter(Objects::nonNull)
                .anyMatch(other -> compare(Filter.Operator.EQUAL, value, other));
        return !found && among.values().contains(null) ? null : found != among.negated();
    }

    @SuppressWarnings("unchecked")
    private static boolean compare(Filter.Operator operator, Object value, Object other) {
        boolean nan = value.equals(Double.NaN) || other.equals(Double.NaN);
        int order = ((Comparable<Object>) value).compareTo(other);
        return switch (operator) {
            case EQUAL -> !nan && order == 0;
            case NOT_EQUAL -> nan || order != 0;
            case LESS -> !nan && order < 0;
            case LESS_OR_EQUAL -> !nan && order <= 0;
            case GREATER -> !nan && order > 0;
            case GREATER_OR_EQUAL -> !nan && order >= 0;
            case STARTS_WITH -> value.toString().startsWith(other.toString());
            case NOT_STARTS_WITH -> !value.toString().startsWith(other.toString());
        };
    }

    private static List<Long> ids(Collection<Item> items) {
        return items.stream().map(Item::id).sorted().toList();
    }

    private static List<Long> ids(Scan scan) {
        try (Stream<Row> rows = scan.select("id").rows()) {
            return rows.map(row -> row.getLong("id")).sorted().toList();
        }
    }

    @Test
    void aMissingValueIsNotASmallOne() {
        try (Tables tables = TestPlace.at(folder, QUICK)) {
            Table table = tables.create("t", Item.class, "truncate(1, s)");
            table.append(List.of(
                    new Item(0, null, null, null, null, null),
                    new Item(1, -1, -1.0, "a", Instant.EPOCH, null),
                    new Item(2, 1, 1.0, "b", Instant.EPOCH.plusSeconds(1), null)));
            assertThat(ids(table.scan().where("n < 0"))).containsExactly(1L);
            assertThat(ids(table.scan().where("not (v > 0)"))).containsExactly(1L);
            assertThat(ids(table.scan().where(Filter.startsWith("s", "a")))).containsExactly(1L);
            table.delete(Filter.lessOrEqual("t", Instant.EPOCH));
            table.delete(Filter.not(Filter.startsWith("s", "a")));
            assertThat(ids(table.scan())).containsExactly(0L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n", "truncate(1, s)", "day(t)"})
    void filtersMeanWhatSqlSays(String partition) {
        Seeds.once(random -> {
            try (Tables tables = TestPlace.at(folder, QUICK)) {
                String[] division = partition.isEmpty() ? new String[0] : new String[] {partition};
                Table table = tables.create("t" + random.nextInt(1_000_000), Item.class, division);
                List<Item> items = new ArrayList<>();
                for (int commit = 0; commit < 2; commit++) {
                    List<Item> some = Stream.generate(() -> item(random, items.size()))
                            .limit(30)
                            .peek(items::add)
                            .toList();
                    table.append(some);
                }
                for (int i = 0; i < Seeds.scaled(25); i++) {
                    Filter filter = filter(random, 3);
                    List<Item> meant = items.stream()
                            .filter(item -> Boolean.TRUE.equals(holds(filter, item)))
                            .toList();
                    assertThat(ids(table.scan().where(filter)))
                            .as(filter.toString())
                            .isEqualTo(ids(meant));
                }
                for (int i = 0; i < 4; i++) {
                    Filter filter = filter(random, 1);
                    items.removeIf(item -> Boolean.TRUE.equals(holds(filter, item)));
                    table.delete(filter);
                    Map<Long, Item> left =
                            table.scan().as(Item.class).collect(Collectors.toMap(Item::id, item -> item));
                    assertThat(left.values()).as(filter.toString()).containsExactlyInAnyOrderElementsOf(items);
                }
            }
        });
    }
}

package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5Exception;
import dev.tutti.table.local.LocalPath;
import dev.tutti.testkit.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a table that are damaged or gone: each read gives what is there, or an error of ours that names the file or the table, with one thread and with several. */
class DamagedTableTest {
    @TempDir
    Path folder;

    private static Path file(TableFile file) {
        return LocalPath.of(file.location());
    }

    private static void damage(Path file, Random random) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        switch (random.nextInt(4)) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            case 2 -> Files.write(file, new byte[0]);
            default -> {
                int from = random.nextInt(bytes.length);
                for (int i = from; i < Math.min(bytes.length, from + 40); i++) {
                    bytes[i] = (byte) random.nextInt();
                }
                Files.write(file, bytes);
            }
        }
    }

    @Test
    void whatIsGoneIsNamed() throws Exception {
        try (Tables tables = Tables.at(folder)) {
            Table table = tables.create("t", Event.class);
            for (int i = 0; i < 4; i++) {
                table.append(List.of(Event.of(i)));
            }
            Path gone = file(table.view().files().get(2));
            Files.delete(gone);
            for (int threads : new int[] {1, 2}) {
                try (Tables some = Tables.at(folder, TablesOptions.standard().threads(threads))) {
                    Table damaged = some.load("t");
                    assertThatThrownBy(() -> damaged.scan().rows().toList())
                            .isInstanceOf(H5Exception.class)
                            .hasMessageContaining(String.valueOf(gone.getFileName()))
                            .hasMessageContaining("rollback");
                }
            }
            int good = 0;
            for (int i = 0; i < 4; i++) {
                try {
                    good += (int) table.scan().where("id = " + i).count();
                } catch (H5Exception e) {
                    assertThat(e).hasMessageContaining(String.valueOf(gone.getFileName()));
                }
            }
            assertThat(good)
                    .as("rows whose files are there, and which need no other")
                    .isEqualTo(3);
        }
    }

    @Test
    void damageOfAnyKindIsToldOrHarmless() {
        Seeds.repeat(12, random -> {
            Path place = Files.createTempDirectory(folder, "t");
            try (Tables tables = Tables.at(place, TablesOptions.standard().threads(1 + random.nextInt(2)))) {
                Table table = tables.create("t", Event.class);
                for (int i = 0; i < 3; i++) {
                    table.append(LongStream.range(100L * i, 100L * i + 100)
                            .mapToObj(Event::of)
                            .toList());
                }
                Path victim;
                try (Stream<Path> all = Files.walk(place)) {
                    List<Path> files = all.filter(path -> path.toString().endsWith(".parquet")
                                    || path.toString().endsWith(".avro"))
                            .sorted()
                            .toList();
                    victim = files.get(random.nextInt(files.size()));
                }
                damage(victim, random);
                read(place, table, victim);
            }
        });
    }

    /** By a client that has read nothing of it before. */
    private static void read(Path place, Table table, Path victim) {
        try (Tables other = Tables.at(place)) {
            for (Table each : List.of(table, other.load("t"))) {
                try {
                    assertThat(each.scan().where("value >= 0").as(Event.class).count())
                            .isNotNegative();
                    assertThat(each.scan().count()).isNotNegative();
                } catch (H5Exception e) {
                    assertThat(e.getMessage()).as("of %s", victim).matches("(?s).*(\\btable t\\b|" + "\\.parquet).*");
                }
            }
        }
    }
}

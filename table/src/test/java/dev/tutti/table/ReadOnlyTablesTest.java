package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are only looked at: what is seen and what is refused. */
class ReadOnlyTablesTest {
    @TempDir
    Path folder;

    record Item(long key, long value) {}

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.toString().contains("catalog.db-")).toList();
        }
    }

    @Test
    void nothingIsMadeOrChanged() throws IOException {
        Path data = folder.resolve("data");
        try (Tables tables = Tables.at(data)) {
            tables.create("t", Item.class).append(List.of(new Item(1, 2)));
        }
        List<Path> before = files(data);
        try (Tables tables = Tables.at(data, TablesOptions.standard().readOnly())) {
            Table table = tables.load("t");
            assertThat(table.scan().as(Item.class).toList()).containsExactly(new Item(1, 2));
            assertThat(table.statistics().rows()).isEqualTo(1);
            assertThatThrownBy(() -> table.append(List.of(new Item(3, 4)))).hasMessageContaining("read only");
            assertThatThrownBy(() -> tables.create("u", Item.class)).hasMessageContaining("read only");
        }
        assertThat(files(data)).isEqualTo(before);
    }

    @Test
    void filesElsewhereAreNotRead() throws IOException {
        Path secret = folder.resolve("secret");
        Path data = folder.resolve("data");
        try (Tables tables = Tables.at(secret)) {
            tables.create("t", Item.class).append(List.of(new Item(1, 2)));
        }
        // A catalog whose rows name files of another folder.
        Files.createDirectories(data);
        Files.copy(secret.resolve("catalog.db"), data.resolve("catalog.db"));
        try (Tables tables = Tables.at(data, TablesOptions.standard().readOnly())) {
            assertThat(tables.list()).containsExactly("t");
            assertThatThrownBy(() -> tables.load("t")).hasMessageContaining("not below");
        }
    }
}

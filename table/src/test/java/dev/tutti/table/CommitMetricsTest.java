package dev.tutti.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.table.micrometer.CommitMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits as metrics, and a catalog by its address. */
class CommitMetricsTest {
    @TempDir
    Path folder;

    @Test
    void commitsAreCountedAndTimed() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        TablesOptions options = TablesOptions.standard().listener(new CommitMetrics(registry));
        try (Tables tables = Tables.at(folder, options)) {
            Table table = tables.create("t", Schema.parse("id:long!"));
            table.append(List.of(Map.of("id", 1)));
            table.append(List.of(Map.of("id", 2)));
            assertThat(registry.get("tutti.table.commit")
                            .tag("table", "t")
                            .tag("outcome", "done")
                            .timer()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("tutti.table.commit.calls").counter().count())
                    .isEqualTo(2);
        }
    }

    @Test
    void aCatalogByItsAddress() {
        TablesOptions options = TablesOptions.standard()
                .property("warehouse", "file://" + folder.toAbsolutePath().resolve("files"))
                .property("name", "shared");
        String address = "jdbc:sqlite:" + folder.resolve("c.db") + "?journal_mode=WAL&busy_timeout=60000";
        try (Tables one = Tables.at(address, options);
                Tables two = Tables.at(address, options)) {
            Table table = one.create("lab.t", Schema.parse("id:long!"));
            table.append(List.of(Map.of("id", 1)));
            two.load("lab.t").append(List.of(Map.of("id", 2)));
            assertThat(table.rowCount()).isEqualTo(2);
            assertThat(two.list()).containsExactly("lab.t");
        }
    }
}

package dev.tutti.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.cli.Shell.Outcome;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tutti table} and {@code tutti convert}, as typed. */
class TableCommandsTest {
    @TempDir
    Path folder;

    record Event(double time, int id, String name) {}

    private static Outcome ok(String... args) {
        Outcome outcome = Shell.run(args);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return outcome;
    }

    @Test
    void aTableFromItsMakingToItsPast() throws Exception {
        String table = folder.resolve("t/events").toString();
        ok("table", "create", table, "id:long!", "day:date, x:double, name:string", "--partition-by", "day");
        assertThat(Shell.run("table", "create", table, "id:long").status()).isEqualTo(1);
        Path csv = Files.writeString(
                folder.resolve("a.csv"), "id,day,x,name\n1,2026-01-01,0.5,\"a, b\"\n2,2026-01-02,,c\n");
        ok("table", "append", table, csv.toString());
        Outcome appended = Shell.runWithInput(
                "{\"id\": 3, \"x\": 7, \"day\": \"2026-01-02\"}\n".getBytes(StandardCharsets.UTF_8),
                "table",
                "append",
                table,
                "--commit-id",
                "one");
        assertThat(appended.status()).as(appended.err()).isZero();
        assertThat(ok("table", "scan", table, "--where", "id < 3", "--format", "csv")
                        .lines())
                .containsExactlyInAnyOrder("id,day,x,name", "1,2026-01-01,0.5,\"a, b\"", "2,2026-01-02,,c");
        assertThat(ok("table", "scan", table, "--count").out()).isEqualTo("3\n");
        assertThat(ok("table", "scan", table, "--where", "id = 3", "--select", "x,id", "--format", "jsonl")
                        .out())
                .isEqualTo("{\"x\":7.0,\"id\":3}\n");
        List<String> snapshots = ok("table", "snapshots", table).lines();
        assertThat(snapshots).hasSize(3);
        String first = snapshots.get(1).split(" ", 2)[0];
        assertThat(ok("table", "scan", table, "--at", first, "--count").out()).isEqualTo("2\n");
        ok("table", "rollback", table, first);
        assertThat(ok("table", "scan", table, "--count").out()).isEqualTo("2\n");
        assertThat(ok("table", "schema", table, "--add", "note:string").out()).contains("note  string  false");
        assertThat(ok("table", "files", table).lines()).hasSize(3);
        assertThat(ok("table", "stats", table, "--json").out()).contains("\"rows\" : 2", "\"refused\" : 0");
        assertThat(ok("table", "stats", table).out()).contains("half at most", "0 commits done anew, 0 refused");
        ok("table", "compact", table);
        ok("table", "expire", table, "--older-than", "0s", "--keep", "1");
        assertThat(ok("table", "ls", folder.resolve("t").toString()).lines()).containsExactly("events");
    }

    @Test
    void aBranchIsWrittenReadAndPublished() throws Exception {
        String table = folder.resolve("t/events").toString();
        String csv = Files.writeString(folder.resolve("a.csv"), "id\n1\n2\n").toString();
        ok("table", "create", table, "id:long!");
        assertThat(Shell.run("table", "branch", table, "audit").err()).contains("append to it first");
        ok("table", "append", table, csv);
        ok("table", "tag", table, "before");
        assertThat(ok("table", "branch", table, "audit").err()).contains("branch audit is at snapshot");
        ok("table", "append", table, csv, "--branch", "audit", "--commit-id", "a");
        ok("table", "append", table, csv, "--branch", "audit", "--commit-id", "a");
        assertThat(ok("table", "scan", table, "--count").out()).isEqualTo("2\n");
        assertThat(ok("table", "scan", table, "--count", "--branch", "audit").out())
                .isEqualTo("4\n");
        assertThat(ok("table", "files", table, "--branch", "audit").lines()).hasSize(3);
        assertThat(ok("table", "branch", table).lines()).hasSize(3);
        assertThat(ok("table", "tag", table, "--json").out()).contains("\"name\" : \"before\"", "\"rows\" : 2");
        List<String> snapshots = ok("table", "snapshots", table).lines();
        assertThat(snapshots).hasSize(3);
        assertThat(snapshots.get(0)).endsWith("names");
        assertThat(snapshots.get(1)).endsWith("main before");
        assertThat(snapshots.get(2)).endsWith("audit");
        assertThat(ok("table", "snapshots", table, "--json").out().replaceAll("\\s+", ""))
                .contains("\"names\":[\"main\",\"before\"]", "\"names\":[\"audit\"]");
        assertThat(Shell.run("table", "scan", table, "--branch", "before").err())
                .contains("'before' is a tag");
        assertThat(Shell.run("table", "append", table, csv, "--branch", "none").status())
                .isEqualTo(3);
        assertThat(Shell.run("table", "branch", table, "--publish").status()).isEqualTo(2);
        assertThat(Shell.run("table", "branch", table, "before", "--remove").status())
                .isEqualTo(2);
        assertThat(ok("table", "branch", table, "audit", "--publish").err()).contains("4 rows");
        ok("table", "branch", table, "audit", "--remove");
        ok("table", "append", table, csv);
        ok("table", "branch", table, "old", "--at", "before");
        assertThat(Shell.run("table", "branch", table, "old", "--publish").status())
                .isEqualTo(6);
        ok("table", "branch", table, "old", "--replace-main");
        assertThat(ok("table", "scan", table, "--count").out()).isEqualTo("2\n");
        ok("table", "tag", table, "before", "--remove");
        assertThat(ok("table", "tag", table).lines()).hasSizeLessThan(2);
    }

    /** With DuckDB's driver where it is at hand; without it, with a word of where it is to be had. */
    @Test
    void questionsInSql() {
        String table = folder.resolve("t/events").toString();
        ok("table", "create", table, "id:long!", "x:double");
        Shell.runWithInput(
                "{\"id\": 1, \"x\": 2}\n{\"id\": 2, \"x\": 4}\n".getBytes(StandardCharsets.UTF_8),
                "table",
                "append",
                table);
        Outcome asked = Shell.run(
                "table", "sql", folder.resolve("t").toString(), "select avg(x) as mean from events", "--format", "csv");
        if (asked.status() == 0) {
            assertThat(asked.lines()).containsExactly("mean", "3.0");
        } else {
            assertThat(asked.err()).contains("org.duckdb:duckdb_jdbc", "TUTTI_DUCKDB");
        }
    }

    @Test
    void mistakesAreOneLine() {
        assertThat(Shell.run("table", "scan", folder + "/none/t").status()).isEqualTo(3);
        String table = folder.resolve("t/events").toString();
        ok("table", "create", table, "id:long!");
        assertThat(Shell.run("table", "scan", folder + "/t/nothing").status()).isEqualTo(3);
        Outcome wrong = Shell.runWithInput(
                "id\nx\n".getBytes(StandardCharsets.UTF_8), "table", "append", table, "--format", "csv");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("tutti table append: standard input: line 2, column 'id': long is expected, found 'x'");
        Outcome array = Shell.runWithInput("[{}]\n".getBytes(StandardCharsets.UTF_8), "table", "append", table);
        assertThat(array.status()).isEqualTo(2);
        assertThat(array.err()).contains("line 1: a JSON object a line is expected, found '[{}]'");
        assertThat(Shell.run("table", "scan", table, "--where", "id >").status())
                .isEqualTo(2);
        assertThat(Shell.run("table", "nonsense").status()).isEqualTo(2);
        assertThat(ok("table", "--help").out()).contains("append", "scan", "sql");
    }

    @Test
    void rowsOfAFileGoIntoATableOnce() {
        Path file = folder.resolve("run.h5");
        String table = folder.resolve("t/events").toString();
        try (H5File h5 = H5.create(file)) {
            h5.createTable("entry/events", Event.class)
                    .append(new Event[] {new Event(0.5, 1, "a"), new Event(1, 2, "b")});
            h5.put("raw/x", new double[] {1, 2, 3});
            h5.put("raw/n", new int[] {4, 5, 6});
        }
        assertThat(ok("convert", file + "/entry/events", table).err()).contains("2 rows added");
        assertThat(ok("convert", file + "/entry/events", table).err()).contains("0 rows added");
        try (H5File h5 = H5.open(file)) {
            h5.dataset("entry/events").append(new Event[] {new Event(2, 3, "c")});
        }
        assertThat(ok("convert", file + "/entry/events", table).err()).contains("1 rows added");
        assertThat(ok("table", "scan", table, "--format", "csv").lines())
                .containsExactlyInAnyOrder("time,id,name", "0.5,1,a", "1.0,2,b", "2.0,3,c");
        String channels = folder.resolve("t/raw").toString();
        ok("convert", file + "/raw", channels);
        Outcome ending = Shell.run("convert", file + "/entry/events", folder + "/new/events.xyz");
        assertThat(ending.status()).isEqualTo(2);
        assertThat(ending.err()).contains("nothing that is known ends like this");
        String spaced = table.substring(0, table.lastIndexOf('/')) + "/lab.events";
        assertThat(ok("convert", file + "/entry/events", spaced).err()).contains("3 rows added");
        assertThat(ok("table", "scan", channels, "--select", "n,x", "--format", "csv")
                        .lines())
                .contains("5,2.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.parquet", "rows.arrow", "rows.arrows"})
    void filesOfRowsGoIntoATable(String name) throws Exception {
        Path h5 = folder.resolve("run.h5");
        try (H5File made = H5.create(h5)) {
            made.createTable("events", Event.class).append(new Event[] {new Event(0.5, 1, "a"), new Event(1, 2, "b")});
        }
        String file = folder.resolve(name).toString();
        ok("convert", h5 + "/events", file);
        String table = folder.resolve("t/events").toString();
        assertThat(ok("convert", file, table).err()).contains("2 rows added");
        assertThat(ok("convert", file, table, "--json").out()).contains("\"added\" : 0", "\"reached\" : 2");
        ok("table", "append", table, file);
        ok("table", "append", table, file, "--commit-id", "once");
        assertThat(ok("table", "append", table, file, "--commit-id", "once").err())
                .contains("6 rows");
        assertThat(ok("table", "scan", table, "--where", "id = 2", "--format", "csv")
                        .lines())
                .containsExactly("time,id,name", "1.0,2,b", "1.0,2,b", "1.0,2,b");
        String other = folder.resolve("t/other").toString();
        ok("table", "create", other, "id:long!");
        Outcome misfit = Shell.run("table", "append", other, file);
        assertThat(misfit.status()).isEqualTo(1);
        assertThat(misfit.err()).contains("no column");
        assertThat(ok("table", "scan", other, "--count").out()).isEqualTo("0\n");
        Files.writeString(folder.resolve("bad-" + name), "no such format");
        Outcome bad = Shell.run("convert", folder.resolve("bad-" + name).toString(), folder + "/new/t");
        assertThat(bad.status()).isEqualTo(1);
        assertThat(bad.err()).contains("bad-" + name);
        assertThat(folder.resolve("new")).doesNotExist();
        assertThat(Shell.run("convert", folder + "/no-" + name, table).status()).isEqualTo(3);
        assertThat(Shell.run("convert", file, folder + "/x.npy").status()).isEqualTo(2);
        assertThat(Shell.run("table", "append", table, "-", "--format", "parquet")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void rowsOfATableBecomeTextAndDatasets() throws Exception {
        String table = folder.resolve("t/events").toString();
        ok("table", "create", table, "id:long!", "x:double", "name:string");
        Path csv = Files.writeString(folder.resolve("a.csv"), "id,x,name\n1,nan,\"a, b\"\n2,-INF,c\n");
        ok("table", "append", table, csv.toString()); // nan and infinity as other programs write them
        Path text = folder.resolve("out.csv");
        assertThat(ok("convert", table, text.toString()).err()).contains("2 rows of id:long!");
        assertThat(text).hasContent("id,x,name\n1,NaN,\"a, b\"\n2,-Infinity,c\n");
        Path lines = folder.resolve("out.jsonl");
        ok("convert", table, lines.toString());
        assertThat(Files.readAllLines(lines)).hasSize(2).first().asString().contains("\"id\":1", "\"x\":null");
        Path parquet = folder.resolve("out.parquet");
        ok("convert", table, parquet.toString());
        Path json = folder.resolve("out.json");
        assertThat(ok("convert", parquet.toString(), json.toString(), "--json").out())
                .contains("\"rows\" : 2");
        assertThat(Files.readString(json)).startsWith("[ {").contains("\"a, b\"");
        String dataset = folder.resolve("out.h5/rows").toString();
        ok("convert", table, dataset);
        assertThat(ok("get", dataset).lines()).containsExactly("1,NaN,\"a, b\"", "2,-Infinity,c");
        Outcome missing = Shell.run("convert", folder.resolve("t/nothing").toString(), text.toString());
        assertThat(missing.status()).isEqualTo(3);
        assertThat(missing.err()).startsWith("tutti convert: ").contains("there are [events]");
        assertThat(Shell.run("convert", table, folder.resolve("x.npy").toString())
                        .status())
                .isEqualTo(2);
        assertThat(Shell.run("convert", folder + "/no.csv", dataset).err()).startsWith("tutti convert: ");
    }
}

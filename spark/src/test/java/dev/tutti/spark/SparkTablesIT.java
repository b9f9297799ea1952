package dev.tutti.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.testkit.docs.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark in local mode and Tutti work on the same tables: each reads what the other has written, and goes on from there. */
final class SparkTablesIT {
    @TempDir
    static Path folder;

    private static SparkSession spark;
    private TuttiProcess tutti;

    /** As docs/tables.md tells users. */
    @BeforeAll
    static void start() throws IOException {
        Path tables = Files.createDirectories(folder.resolve("tables"));
        SparkSession.Builder builder = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                .config("spark.local.dir", folder.resolve("local").toString());
        List<String> blocks = Documents.blocks("docs/tables.md", "properties");
        assertThat(blocks).hasSize(1);
        for (String line :
                blocks.get(0).replace("/data/tables", tables.toString()).lines().toList()) {
            String[] pair = line.split("\\s+", 2);
            builder.config(pair[0], pair[1]);
        }
        spark = builder.getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @BeforeEach
    void startTutti() throws IOException {
        tutti = new TuttiProcess(folder.resolve("tables"));
    }

    @AfterEach
    void stopTutti() {
        tutti.close();
    }

    private static List<String> sql(String text) {
        return spark.sql(text).collectAsList().stream().map(Row::mkString).toList();
    }

    private static String one(String text) {
        List<String> rows = sql(text);
        assertThat(rows).as(text).hasSize(1);
        return rows.get(0);
    }

    private static String ids(LongStream ids) {
        return ids.mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String idsInSpark(String table) {
        return String.join(" ", sql("select id from " + table + " order by id"));
    }

    /** Every row is what its number says. */
    private static void assertSound(String table, long to) {
        assertThat(one("select count(*) from " + table + " a join (" + Reading.inSql(0, to) + ") b on a.id = b.id"
                        + " and a.time = b.time and a.day = b.day and a.source = b.source and a.value <=> b.value"))
                .isEqualTo(one("select count(*) from " + table));
    }

    @Test
    void sparkReadsWhatTuttiHasWritten() throws Exception {
        tutti.ask("create written source day(time)");
        String first = tutti.ask("append written 0 100");
        tutti.ask("tag written hundred");
        tutti.ask("append written 100 200");
        String table = "tutti.default.written";
        assertThat(one("select count(*) from " + table)).isEqualTo("200");
        assertSound(table, 200);
        assertThat(one("select count(*), sum(id) from " + table
                        + " where id >= 50 and source = 's1' and value is null"))
                .isEqualTo(countAndSum(LongStream.range(50, 200).filter(id -> id % 3 == 1 && id % 5 == 0)));
        assertThat(one("select count(*) from " + table + " version as of " + first))
                .isEqualTo("100");
        assertThat(one("select count(*) from " + table + " version as of 'hundred'"))
                .isEqualTo("100");
        assertThat(one("select count(*), sum(record_count) from " + table + ".partitions"))
                .as("three sources on nine days")
                .isEqualTo("27" + "200");
        assertThat(one("select count(distinct file_path) from " + table + ".files where partition.source = 's2'"))
                .isEqualTo(one("select count(distinct _file) from " + table + " where source = 's2'"));
        tutti.ask("delete written id < 10 or source = 's2'");
        tutti.ask("column written note");
        tutti.ask("halve written value is not null");
        assertThat(idsInSpark(table)).isEqualTo(ids(LongStream.range(10, 200).filter(id -> id % 3 != 2)));
        assertThat(one("select value from " + table + " where id = 12")).isEqualTo("1.5");
        assertThat(one("select count(note) from " + table)).isEqualTo("0");
        tutti.ask("compact written");
        tutti.ask("expire written");
        assertThat(idsInSpark(table)).isEqualTo(ids(LongStream.range(10, 200).filter(id -> id % 3 != 2)));
        assertThat(sql("show tables in tutti.default")).anyMatch(row -> row.contains("written"));
    }

    private static String countAndSum(LongStream ids) {
        var statistics = ids.summaryStatistics();
        return "" + statistics.getCount() + statistics.getSum();
    }

    /** The statement that docs/tables.md shows. */
    @Test
    void theStatementOfTheGuideRuns() throws Exception {
        tutti.ask("create events source day(time)");
        String first = tutti.ask("append events 0 6");
        tutti.ask("append events 6 60");
        List<String> blocks = Documents.blocks("docs/tables.md", "sql");
        assertThat(blocks).hasSize(1);
        assertThat(sql(blocks.get(0).replaceFirst("version as of \\d+", "version as of " + first)))
                .hasSize(3)
                .isNotEqualTo(sql(blocks.get(0).replaceFirst("version as of \\d+", "")));
    }

    @Test
    void valuesOfAllTypesGoBothWays() throws Exception {
        tutti.ask("types types id:long!, flag:boolean, small:int, single:float, name:string, day:date, local:timestamp,"
                + " time:timestamptz, key:uuid, bytes:binary, four:fixed(4), price:decimal(12,3), many:list<list<double>>,"
                + " named:map<string,long>, place:struct<x:double,note:string>");
        assertThat(one("select to_json(struct(*)) from tutti.default.types where id = 1"))
                .isEqualTo(
                        "{\"id\":1,\"flag\":true,\"small\":-2147483648,\"single\":0.25,\"name\":\"größer, \\u0000 \uD83D\uDE80\","
                                + "\"day\":\"1969-12-30\",\"local\":\"1969-12-31T23:59:59.999\",\"time\":\"2026-01-02T03:04:05.000Z\","
                                + "\"key\":\"00112233-4455-6677-8899-aabbccddeeff\",\"bytes\":\"Af8=\",\"four\":\"AQIDBA==\","
                                + "\"price\":-12345678.901,\"many\":[[0.5,1.0],[]],\"named\":{\"a\":7},\"place\":{\"x\":2.5,\"note\":\"here\"}}");
        assertThat(one("select unix_micros(time), cast(local as string) from tutti.default.types where id = 1"))
                .isEqualTo("1767323045000006" + "1969-12-31 23:59:59.999999");
        assertThat(one("select to_json(struct(*)) from tutti.default.types where id = 2"))
                .isEqualTo("{\"id\":2}");
        String before = tutti.ask("rows types");
        spark.sql("insert into tutti.default.types select * from tutti.default.types");
        String[] rows = before.split("(?<=}) (?=\\{id)");
        assertThat(rows).hasSize(2);
        assertThat(tutti.ask("rows types")).isEqualTo(rows[0] + " " + rows[0] + " " + rows[1] + " " + rows[1]);
    }

    @Test
    void tuttiGoesOnFromWhatSparkHasChanged() throws Exception {
        tutti.ask("create changed");
        String table = "tutti.default.changed";
        String first = tutti.ask("append changed 0 50");
        spark.sql("insert into " + table + " " + Reading.inSql(50, 100));
        assertThat(tutti.ask("appended changed " + first)).isEqualTo(ids(LongStream.range(50, 100)));
        spark.sql("delete from " + table + " where id % 10 = 3");
        assertThat(tutti.ask("ids changed"))
                .isEqualTo(ids(LongStream.range(0, 100).filter(id -> id % 10 != 3)));
        spark.sql("update " + table + " set value = -1 where id = 4");
        assertThat(tutti.ask("count changed value = -1")).isEqualTo("1");
        spark.sql("merge into " + table + " t using (" + Reading.inSql(98, 102) + ") s on t.id = s.id"
                + " when matched then update set value = -2 when not matched then insert *");
        assertThat(tutti.ask("count changed value = -2")).isEqualTo("2");
        spark.sql("alter table " + table + " add column note string");
        spark.sql("alter table " + table + " rename column value to reading");
        spark.sql("alter table " + table + " alter column id comment 'the number'");
        assertThat(tutti.ask("count changed reading < 0 and note is null")).isEqualTo("3");
        spark.sql("alter table " + table + " rename column reading to value");
        tutti.ask("append changed 102 110");
        tutti.ask("delete changed value < 0");
        assertThat(idsInSpark(table))
                .isEqualTo(ids(LongStream.range(0, 110)
                        .filter(id -> id % 10 != 3 || id > 100)
                        .filter(id -> id != 4 && id != 98 && id != 99)));
        assertThat(tutti.ask("at changed " + first)).isEqualTo("50");
    }

    /** Deletes that Spark keeps beside the data files: as positions in version 2 of the format, as bitmaps in version 3. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void deletesBesideTheFilesCountEverywhere(int version) throws Exception {
        String name = "beside" + version;
        String table = "tutti.default." + name;
        spark.sql(
                "create table " + table + " (id bigint not null, time timestamp, day date, source string, value double)"
                        + " using iceberg partitioned by (source) tblproperties ('format-version' = '" + version
                        + "', 'write.delete.mode' = 'merge-on-read', 'write.update.mode' = 'merge-on-read')");
        spark.sql("insert into " + table + " " + Reading.inSql(0, 60));
        tutti.ask("append " + name + " 60 100");
        spark.sql("delete from " + table + " where id % 4 = 1");
        assertThat(Integer.parseInt(one("select count(*) from " + table + ".delete_files")))
                .isPositive();
        String left = ids(LongStream.range(0, 100).filter(id -> id % 4 != 1));
        assertThat(tutti.ask("ids " + name)).isEqualTo(left);
        assertThat(tutti.ask("count " + name + " id >= 50")).isEqualTo("38");
        // What is deleted stays so when Tutti writes the files anew, for a change or to merge them.
        tutti.ask("halve " + name + " id < 8 and value is not null");
        assertThat(tutti.ask("ids " + name)).isEqualTo(left);
        spark.sql("delete from " + table + " where id % 4 = 2");
        left = ids(LongStream.range(0, 100).filter(id -> id % 4 != 1 && id % 4 != 2));
        assertThat(tutti.ask("ids " + name)).as("before they are merged").isEqualTo(left);
        assertThat(tutti.ask("compact " + name)).contains("CompactReport");
        assertThat(tutti.ask("ids " + name)).isEqualTo(left);
        assertThat(idsInSpark(table)).isEqualTo(left);
        assertThat(one("select value from " + table + " where id = 7")).isEqualTo("0.875");
        spark.sql("update " + table + " set value = 9.1 where id = 8");
        tutti.ask("delete " + name + " value > 9 and value < 9.2");
        assertThat(idsInSpark(table)).isEqualTo(left.replace(" 8 ", " "));
    }

    @Test
    void tablesThatSparkHasMadeAndLookedAfterAreTables() throws Exception {
        spark.sql("create namespace if not exists tutti.lab");
        spark.sql(
                "create table tutti.lab.made (id bigint not null, time timestamp, day date, source string, value double)"
                        + " using iceberg partitioned by (source)");
        for (int i = 0; i < 6; i++) {
            tutti.ask("append lab.made " + 10 * i + " " + 10 * (i + 1));
        }
        spark.sql("alter table tutti.lab.made drop partition field source");
        spark.sql("alter table tutti.lab.made add partition field days(time)");
        spark.sql("insert into tutti.lab.made " + Reading.inSql(60, 80));
        tutti.ask("append lab.made 80 100");
        tutti.ask("halve lab.made id < 20 and value is not null");
        spark.sql("call tutti.system.rewrite_data_files(table => 'lab.made', options => map('rewrite-all', 'true'))");
        spark.sql("call tutti.system.rewrite_manifests('lab.made')");
        spark.sql(
                "call tutti.system.expire_snapshots(table => 'lab.made', older_than => timestamp '2100-01-01', retain_last => 1)");
        assertThat(tutti.ask("ids lab.made")).isEqualTo(ids(LongStream.range(0, 100)));
        String before = one("select snapshot_id from tutti.lab.made.refs where name = 'main'");
        tutti.ask("delete lab.made id >= 50");
        assertThat(idsInSpark("tutti.lab.made")).isEqualTo(ids(LongStream.range(0, 50)));
        spark.sql("call tutti.system.rollback_to_snapshot('lab.made', " + before + ")");
        assertThat(tutti.ask("ids lab.made")).isEqualTo(ids(LongStream.range(0, 100)));
        spark.sql("alter table tutti.lab.made create branch trial");
        spark.sql("insert into tutti.lab.made.branch_trial " + Reading.inSql(100, 110));
        tutti.ask("append lab.made 110 120");
        assertThat(tutti.ask("count lab.made id >= 100")).isEqualTo("10");
        assertThat(one("select count(*) from tutti.lab.made version as of 'trial'"))
                .isEqualTo("110");
        spark.sql("drop table tutti.lab.made purge");
        assertThat(sql("show tables in tutti.lab")).noneMatch(row -> row.contains("made"));
    }

    /** Spark reads what it deletes from twice, and gives up if others have committed in between. */
    private static void deleteFrom(String table, long id) {
        for (int attempt = 1; ; attempt++) {
            try {
                spark.sql("delete from " + table + " where id = " + id);
                return;
            } catch (IllegalStateException e) {
                if (attempt == 100 || !String.valueOf(e.getMessage()).contains("concurrently modified")) {
                    throw e;
                }
            }
        }
    }

    @Test
    void bothWriteAtTheSameTimeAndNothingIsLost() throws Exception {
        int each = Boolean.getBoolean("tests.long") ? 200 : 25;
        tutti.ask("create both source");
        String table = "tutti.default.both";
        try (TuttiProcess second = new TuttiProcess(folder.resolve("tables"))) {
            tutti.send("singles both 0 " + 4 * each);
            second.send("singles both 10000 " + (10_000 + 4 * each));
            for (int i = 0; i < each; i++) {
                long from = 20_000 + 4L * i;
                spark.sql("insert into " + table + " " + Reading.inSql(from, from + 4));
                if (i % 5 == 4) {
                    deleteFrom(table, from);
                }
            }
            tutti.answer();
            second.answer();
        }
        LongStream expected = LongStream.of(0, 10_000, 20_000)
                .flatMap(from -> LongStream.range(from, from + 4L * each))
                .filter(id -> id < 20_000 || id % 20 != 16);
        String all = ids(expected);
        assertThat(tutti.ask("ids both")).isEqualTo(all);
        assertThat(idsInSpark(table)).isEqualTo(all);
        assertSound(table, 20_000 + 4L * each);
        tutti.ask("compact both");
        assertThat(idsInSpark(table)).isEqualTo(all);
    }
}

package dev.tutti.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.testkit.docs.Compiled;
import dev.tutti.testkit.docs.Documents;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HDF5 datasets in Spark, in local mode. */
final class SparkHdfIT {
    @TempDir
    static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = session("local[2]").getOrCreate();
    }

    /** A session that asks nobody and shows nothing. */
    static SparkSession.Builder session(String master) {
        return SparkSession.builder()
                .master(master)
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.warehouse.dir", folder == null ? "target/warehouse" : folder + "/warehouse");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static DataFrameReader hdf(String dataset) {
        return spark.read().format("tutti-hdf5").option("dataset", dataset);
    }

    private static List<String> rows(org.apache.spark.sql.Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::mkString).toList();
    }

    private static String line(org.apache.spark.sql.Dataset<Row> rows) {
        return rows.collectAsList().stream()
                .map(row -> row.mkString(" "))
                .reduce("", (a, b) -> a.isEmpty() ? b : a + "|" + b);
    }

    private static double[] counting(int from, int to) {
        return IntStream.range(from, to).asDoubleStream().toArray();
    }

    @Test
    void aSeriesIsIndexAndValue() {
        Path path = folder.resolve("series.h5");
        try (H5File file = H5.create(path)) {
            Dataset x = file.create("entry/data")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(100_000)
                    .shuffle()
                    .deflate(1)
                    .create();
            x.append(counting(0, 1_234_567));
        }
        org.apache.spark.sql.Dataset<Row> all = hdf("/entry/data").load(path.toString());
        assertThat(all.schema().simpleString()).isEqualTo("struct<index:bigint,value:double,file:string>");
        assertThat(all.count()).isEqualTo(1_234_567);
        assertThat(all.filter("value = cast(index as double)").count()).isEqualTo(1_234_567);
        assertThat(line(all.selectExpr("sum(value)", "max(index)", "count(distinct file)")))
                .isEqualTo((double) 1_234_567 * 1_234_566 / 2 + " 1234566 1");
        assertThat(line(all.filter("index in (7, 1000000)").select("value", "file")))
                .isEqualTo("7.0 " + path + "|1000000.0 " + path);
        org.apache.spark.sql.Dataset<Row> small =
                hdf("/entry/data").option("partitionBytes", 1 << 20).load(path.toString());
        assertThat(small.javaRDD().getNumPartitions()).isEqualTo(13);
        assertThat(small.filter("index >= 600000 and index < 600010").javaRDD().getNumPartitions())
                .as("other tiles are not read")
                .isEqualTo(1);
        assertThat(small.filter("index >= 600000 and index < 600010").count()).isEqualTo(10);
        assertThat(small.filter("index > 2000000").count()).isZero();
    }

    @Test
    void membersAreColumns() {
        Path path = folder.resolve("table.h5");
        try (H5File file = H5.create(path)) {
            Dataset table = file.create("t")
                    .type(DType.compound(members()))
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(64)
                    .deflate(1)
                    .create();
            List<Map<String, Object>> rows = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                rows.add(Map.of(
                        "id",
                        i,
                        "time_s",
                        i / 2.0,
                        "name",
                        "n" + i,
                        "xyz",
                        new float[] {i, i + 1, i + 2},
                        "good",
                        i % 2 == 0,
                        "codes",
                        new long[] {i, i},
                        "where",
                        new Object[] {i, -i}));
            }
            table.table().appendAll(rows);
        }
        org.apache.spark.sql.Dataset<Row> all = hdf("t").load(path.toString());
        assertThat(all.schema().simpleString())
                .isEqualTo("struct<index:bigint,id:int,time_s:double,name:string,xyz:array<float>,good:boolean,"
                        + "codes:array<bigint>,where:struct<x:int,y:int>,file:string>");
        assertThat(line(all.filter("index = 999")
                        .selectExpr("id", "time_s", "name", "xyz[2]", "good", "codes[1]", "where.y")))
                .isEqualTo("999 499.5 n999 1001.0 false 999 -999");
        assertThat(line(all.filter("good").selectExpr("count(*)", "sum(id)"))).isEqualTo("500 249500");
        assertThat(line(all.selectExpr("sum(size(codes))", "sum(aggregate(xyz, cast(0 as double), (a, v) -> a + v))")))
                .isEqualTo("2000 1501500.0");
        StructType two = new StructType().add("name", "string").add("id", "int");
        assertThat(line(hdf("t").schema(two).load(path.toString()).filter("id = 3")))
                .isEqualTo("n3 3");
    }

    private static Map<String, DType> members() {
        Map<String, DType> where = new LinkedHashMap<>();
        where.put("x", DType.I32);
        where.put("y", DType.I32);
        Map<String, DType> members = new LinkedHashMap<>();
        members.put("id", DType.I32);
        members.put("time_s", DType.F64);
        members.put("name", DType.STRING);
        members.put("xyz", DType.array(DType.F32, 3));
        members.put("good", DType.BOOL);
        members.put("codes", DType.vlen(DType.I64));
        members.put("where", DType.compound(where));
        return members;
    }

    @Test
    void dimensionsAreIndicesOrArrays() {
        Path path = folder.resolve("stack.h5");
        int[] values = new int[5 * 7 * 11];
        Arrays.setAll(values, i -> i);
        try (H5File file = H5.create(path)) {
            file.create("images")
                    .type(DType.I32)
                    .shape(5, 7, 11)
                    .chunk(2, 3, 4)
                    .create()
                    .write(values);
        }
        org.apache.spark.sql.Dataset<Row> elements = hdf("images").load(path.toString());
        assertThat(elements.schema().simpleString())
                .isEqualTo("struct<index_0:bigint,index_1:bigint,index_2:bigint,value:int,file:string>");
        assertThat(elements.filter("value = index_0 * 77 + index_1 * 11 + index_2")
                        .count())
                .isEqualTo(385);
        assertThat(line(elements.filter("index_0 = 3 and index_2 > 8").selectExpr("count(*)", "min(value)")))
                .isEqualTo("14 240");
        assertThat(line(elements.filter("index_1 = 4")
                        .groupBy("index_0")
                        .sum("value")
                        .orderBy("index_0")
                        .limit(1)))
                .isEqualTo("0 539");
        org.apache.spark.sql.Dataset<Row> arrays =
                hdf("images").option("rows", "arrays").load(path.toString());
        assertThat(arrays.schema().simpleString())
                .isEqualTo("struct<index:bigint,value:array<array<int>>,file:string>");
        assertThat(line(arrays.filter("index = 4").selectExpr("size(value)", "size(value[6])", "value[6][10]")))
                .isEqualTo("7 11 384");
        assertThat(arrays.count()).isEqualTo(5);
    }

    @Test
    void everyTypeThatSparkKnows() {
        Path path = folder.resolve("types.h5");
        try (H5File file = H5.create(path)) {
            file.create("i8").type(DType.I8).shape(2).create().write(new byte[] {-1, 2});
            file.create("u8").type(DType.U8).shape(2).create().write(new int[] {255, 2});
            file.create("u16").type(DType.U16.bigEndian()).shape(2).create().write(new int[] {65535, 2});
            file.create("u32").type(DType.U32).shape(2).create().write(new long[] {4294967295L, 2});
            file.put("u64", new BigInteger[] {new BigInteger("18446744073709551615"), BigInteger.TWO});
            file.create("f16").type(DType.F16).shape(2).create().write(new float[] {0.5f, 2});
            file.create("complex").type(DType.COMPLEX128).shape(2).create().write(new double[] {1, 2, 3, 4});
            file.create("opaque").type(DType.opaque(3, "t")).shape(1).create().write(new byte[][] {{1, 2, 3}});
            file.create("ragged").type(DType.vlen(DType.F32)).shape(2).create().write(new float[][] {{1, 2}, {3}});
            file.create("names")
                    .type(DType.enumOf(DType.U8, Map.of("RED", 1L, "BLUE", 2L)))
                    .shape(2)
                    .create()
                    .write(new String[] {"BLUE", "RED"});
            file.put("one", 42.5);
            file.create("none").type(DType.F64).shape(0).maxShape(H5.UNLIMITED).create();
            file.put("text", new String[] {"ä", ""});
        }
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("i8", "tinyint -1|2");
        expected.put("u8", "smallint 255|2");
        expected.put("u16", "int 65535|2");
        expected.put("u32", "bigint 4294967295|2");
        expected.put("u64", "decimal(20,0) 18446744073709551615|2");
        expected.put("f16", "float 0.5|2.0");
        expected.put("complex", "struct<r:double,i:double> {1.0, 2.0}|{3.0, 4.0}");
        expected.put("ragged", "array<float> [1.0, 2.0]|[3.0]");
        expected.put("names", "string BLUE|RED");
        expected.put("one", "double 42.5");
        expected.put("none", "double ");
        expected.put("text", "string ä|");
        expected.forEach((name, text) -> {
            org.apache.spark.sql.Dataset<Row> values =
                    hdf(name).load(path.toString()).select("value");
            String type = values.schema().fields()[0].dataType().simpleString();
            String lines = line(values.selectExpr("cast(value as string)"));
            assertThat(type + " " + lines).as(name).isEqualTo(text);
        });
        assertThat(line(hdf("opaque").load(path.toString()).selectExpr("hex(value)")))
                .isEqualTo("010203");
        assertThat(hdf("one").load(path.toString()).columns()).containsExactly("value", "file");
    }

    @Test
    void manyFilesAreOneTable() throws Exception {
        Path runs = Files.createDirectories(folder.resolve("runs/deep"));
        for (int i = 0; i < 3; i++) {
            H5.write(folder.resolve("runs/run" + i + ".h5"), "x", counting(100 * i, 100 * i + 10 + i));
        }
        H5.write(runs.resolve("more.h5"), "x", counting(900, 901));
        Files.writeString(folder.resolve("runs/notes.txt"), "no data");
        H5.write(folder.resolve("runs/_hidden.h5"), "x", counting(0, 5));
        String all = folder.resolve("runs").toString();
        assertThat(line(hdf("x").load(all).selectExpr("count(*)", "count(distinct file)")))
                .isEqualTo("33 3");
        assertThat(hdf("x").option("recursiveFileLookup", true).load(all).count())
                .isEqualTo(34);
        assertThat(hdf("x").load(all + "/run[01].h5").count()).isEqualTo(21);
        assertThat(hdf("x").load(all + "/**.h5").count()).isEqualTo(39);
        assertThat(hdf("x").load(all + "/run0.h5", "file:" + all + "/run2.h5").count())
                .isEqualTo(22);
        org.apache.spark.sql.Dataset<Row> two = hdf("x").load(all).filter("file = '" + all + "/run2.h5'");
        assertThat(two.javaRDD().getNumPartitions()).isOne();
        assertThat(line(two.selectExpr("min(value)"))).isEqualTo("200.0");
        spark.sql("create temporary view runs using `tutti-hdf5` options (path '" + all + "', dataset 'x')");
        assertThat(rows(spark.sql("select count(*) from runs where value >= 100")))
                .containsExactly("23");

        H5.write(folder.resolve("runs/run3.h5"), "y", counting(0, 1));
        assertThatThrownBy(() -> hdf("x").load(all).count())
                .hasMessageContaining("run3.h5")
                .hasMessageContaining("x");
        assertThat(hdf("x").option("missing", "skip").load(all).count()).isEqualTo(33);
        H5.write(folder.resolve("runs/run4.h5"), "x", new int[] {1});
        assertThatThrownBy(() -> hdf("x").option("missing", "skip").load(all).collectAsList())
                .hasMessageContaining("run4.h5")
                .hasMessageContaining("'value' is int, expected is double");
    }

    @Test
    void whatCannotBeReadIsSaid() {
        Path path = folder.resolve("odd.h5");
        try (H5File file = H5.create(path)) {
            file.createGroup("g");
            file.put("x", new double[] {1});
            file.create("r").type(DType.REFERENCE).shape(1).create();
            file.create("index")
                    .type(DType.compound(Map.of("index", DType.I32)))
                    .shape(1)
                    .create();
        }
        String at = path.toString();
        assertThatThrownBy(() -> spark.read().format("tutti-hdf5").load(at)).hasMessageContaining("which dataset?");
        assertThatThrownBy(() -> hdf("x").load()).hasMessageContaining("which file?");
        assertThatThrownBy(() -> hdf("x").load(at + "x")).hasMessageContaining("no HDF5 file at");
        assertThatThrownBy(() -> hdf("x").load("s3a://bucket/x.h5")).hasMessageContaining("mount the store");
        assertThatThrownBy(() -> hdf("x").option("partitions", 3).load(at))
                .hasMessageContaining("unknown option 'partitions'");
        assertThatThrownBy(() -> hdf("x").option("rows", "columns").load(at))
                .hasMessageContaining("elements or arrays is expected");
        assertThatThrownBy(() -> hdf("g").load(at)).hasMessageContaining("no dataset");
        assertThatThrownBy(() -> hdf("nowhere").load(at)).hasMessageContaining("nowhere");
        assertThatThrownBy(() -> hdf("r").load(at)).hasMessageContaining("nothing that Spark has a type for");
        assertThatThrownBy(() -> hdf("index").load(at)).hasMessageContaining("indexColumn");
        assertThat(hdf("index").option("indexColumn", "row").load(at).columns())
                .containsExactly("row", "index", "file");
        assertThatThrownBy(() -> hdf("x").schema("other double").load(at).collectAsList())
                .hasMessageContaining("no column 'other'");
        assertThatThrownBy(() -> hdf("x").load(at)
                        .write()
                        .format("tutti-hdf5")
                        .option("dataset", "z")
                        .mode("append")
                        .save(at))
                .hasMessageContaining("does not allow");
    }

    /** Every commit sets all values to one number: a query that saw two would have read two versions. */
    @Test
    void aSharedFileIsReadAsOfOneVersion() throws Exception {
        Path path = folder.resolve("shared.h5");
        try (H5File file = H5.create(path)) {
            file.create("x").type(DType.I64).shape(40_000).chunk(1000).create();
        }
        AtomicBoolean stop = new AtomicBoolean();
        try (H5File file = H5.open(path, FileOptions.shared())) {
            Thread writer = new Thread(() -> {
                long[] values = new long[40_000];
                for (long n = 1; !stop.get(); n++) {
                    Arrays.fill(values, n);
                    file.update(tx -> tx.dataset("x").write(values));
                }
            });
            writer.start();
            try {
                long before = -1;
                for (int i = 0; i < 8; i++) {
                    Row row = hdf("x").option("partitionBytes", 20_000)
                            .load(path.toString())
                            .selectExpr("min(value)", "max(value)", "count(value)")
                            .first();
                    assertThat(row.getLong(0)).isEqualTo(row.getLong(1)).isGreaterThanOrEqualTo(before);
                    assertThat(row.getLong(2)).isEqualTo(40_000);
                    before = row.getLong(0);
                }
            } finally {
                stop.set(true);
                writer.join();
            }
        }
    }

    @Test
    void aLiveFileIsReadAsFarAsItWasPlanned() {
        Path path = folder.resolve("live.h5");
        try (LiveWriter writer = H5.live(path)) {
            Dataset x = writer.create("x")
                    .type(DType.F64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(512)
                    .create();
            for (int i = 0; i < 5; i++) {
                x.append(counting(1000 * i, 1000 * (i + 1)));
                writer.publish();
                org.apache.spark.sql.Dataset<Row> seen = hdf("x").load(path.toString());
                assertThat(line(seen.selectExpr("count(*)", "sum(if(value = index, 1, 0))", "max(index)")))
                        .isEqualTo(1000 * (i + 1) + " " + 1000 * (i + 1) + " " + (1000 * (i + 1) - 1));
            }
        }
    }

    @Test
    void aProcessThatComesLateDoesNotMixVersions() {
        Path path = folder.resolve("late.h5");
        H5.write(path, "x", counting(0, 10));
        SourceOptions options = SourceOptions.of(new org.apache.spark.sql.util.CaseInsensitiveStringMap(
                Map.of("path", path.toString(), "dataset", "x")));
        StructType schema = HdfTable.infer(options).schema();
        TilePartition planned = (TilePartition)
                new HdfScan(options, schema, new org.apache.spark.sql.sources.Filter[0]).planInputPartitions()[0];
        TilePartition elsewhere = new TilePartition(
                "another process", planned.file(), planned.version(), planned.grid(), planned.first(), planned.count());
        try (TileReader reader = new TileReader(options, schema, elsewhere)) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.get().numRows()).isEqualTo(10);
        }
        FileVersion older = new FileVersion("an older opening", false, true, 1, 1, 0);
        TilePartition changed =
                new TilePartition("a third", planned.file(), older, planned.grid(), planned.first(), planned.count());
        assertThatThrownBy(() -> new TileReader(options, schema, changed)).hasMessageContaining("was changed");
        SourceOptions allowed = SourceOptions.of(new org.apache.spark.sql.util.CaseInsensitiveStringMap(
                Map.of("path", path.toString(), "dataset", "x", "changes", "allow")));
        new TileReader(allowed, schema, changed).close();
    }

    /** The blocks of docs/spark.md. */
    @Test
    void theGuideRuns() throws Exception {
        Path runs = Files.createDirectories(folder.resolve("guide/runs"));
        try (H5File file = H5.create(runs.resolve("a.h5"))) {
            file.put("entry/data", counting(0, 3000));
            Dataset events = file.create("entry/events")
                    .type(DType.compound(Map.of("time_s", DType.F64, "name", DType.STRING)))
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .create();
            events.table().append(Map.of("time_s", 11.0, "name", "late"));
        }
        List<String> java = Documents.blocks("docs/spark.md", "java");
        assertThat(java).hasSize(1);
        String source =
                "import org.apache.spark.sql.*;\npublic final class Guide { public static void run(SparkSession spark) {\n"
                        + java.get(0).replace("\"runs\"", "\"" + runs + "\"") + "}}\n";
        try (Compiled guide = Compiled.of(folder, Map.of("Guide", source))) {
            guide.call("Guide", "run", spark);
        }
        List<String> sql = Documents.blocks("docs/spark.md", "sql");
        assertThat(sql).hasSize(1);
        for (String statement : sql.get(0).replace("'runs/", "'" + runs + "/").split(";")) {
            if (!statement.isBlank()) {
                assertThat(rows(spark.sql(statement))).isSubsetOf("late1");
            }
        }
    }
}

package dev.tutti.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collection of files on a cluster: two executors, each a process of its own. */
final class SparkClusterIT {
    @TempDir
    Path folder;

    /** The folder that Spark starts its executors from: all jars of this test. */
    private static void makeSparkHome() throws IOException {
        Path jars = Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        int number = 0;
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (path.toString().endsWith(".jar")) {
                link(jars.resolve(number++ + "-" + path.getFileName()), path);
            }
        }
    }

    private static void link(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileAlreadyExistsException e) {
            // Of a run before: the name says which jar it is.
        }
    }

    private static String folders() {
        return String.join(
                File.pathSeparator,
                Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .split(File.pathSeparator))
                        .filter(entry -> !entry.endsWith(".jar"))
                        .toList());
    }

    @Test
    void executorsReadACollection() throws IOException {
        makeSparkHome();
        for (int i = 0; i < 6; i++) {
            double[] values = new double[100_000];
            Arrays.fill(values, i);
            try (H5File file = H5.create(folder.resolve("run" + i + ".h5"))) {
                file.create("x")
                        .type(DType.F64)
                        .shape(values.length)
                        .chunk(10_000)
                        .deflate(1)
                        .create()
                        .write(values);
            }
        }
        try (SparkSession spark = SparkHdfIT.session("local-cluster[2,1,1024]")
                .config("spark.executor.memory", "600m")
                .config("spark.executor.extraClassPath", folders())
                .getOrCreate()) {
            org.apache.spark.sql.Dataset<Row> all = spark.read()
                    .format("tutti-hdf5")
                    .option("dataset", "x")
                    .option("partitionBytes", 200_000)
                    .load(folder.toString());
            assertThat(all.javaRDD().getNumPartitions()).isGreaterThanOrEqualTo(12);
            Row sums = all.selectExpr("count(*)", "sum(value)", "count(distinct file)", "max(index)")
                    .first();
            assertThat(sums.mkString(" ")).isEqualTo("600000 1500000.0 6 99999");
            assertThat(all.groupBy("file")
                            .avg("value")
                            .filter("`avg(value)` = 3.0")
                            .count())
                    .isEqualTo(1);
        }
    }
}

package dev.tutti.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * What a reader was asked for.
 *
 * @param paths files, directories and patterns, as they were given
 * @param recursive whether directories are searched below, too
 * @param dataset path of the dataset in each file
 * @param rows what one row is
 * @param partitionBytes bytes of values, without compression, that one partition reads at most, unless one tile is larger
 * @param indexColumn name of the column with the index, or what the names of several begin with
 * @param fileColumn name of the column with the file
 * @param missing what a file without the dataset means
 * @param changes what a change of a file after the query was planned means
 */
record SourceOptions(
        List<String> paths,
        boolean recursive,
        String dataset,
        Rows rows,
        long partitionBytes,
        String indexColumn,
        String fileColumn,
        Missing missing,
        Changes changes)
        implements Serializable {
    /** What one row is. */
    enum Rows {
        /** One element. */
        ELEMENTS,
        /** All elements of one outermost index, as an array. */
        ARRAYS
    }

    /** What a file without the dataset means. */
    enum Missing {
        /** The query fails. */
        FAIL,
        /** It has no rows. */
        SKIP
    }

    /** What a change of a file after the query was planned means, for a process that did not hold the version of the plan. */
    enum Changes {
        /** The query fails. */
        FAIL,
        /** The process reads the newest version. */
        ALLOW
    }

    private static final Set<String> KNOWN = Set.of(
            "path",
            "paths",
            "dataset",
            "rows",
            "partitionbytes",
            "indexcolumn",
            "filecolumn",
            "missing",
            "changes",
            "recursivefilelookup");

    SourceOptions {
        paths = List.copyOf(paths);
    }

    static SourceOptions of(CaseInsensitiveStringMap options) {
        for (String name : options.keySet()) {
            if (!KNOWN.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "tutti-hdf5: unknown option '" + name
                                + "'; known are path, dataset, rows, partitionBytes, indexColumn, fileColumn, missing, changes, recursiveFileLookup");
            }
        }
        String dataset = options.get("dataset");
        if (dataset == null || dataset.isBlank()) {
            throw new IllegalArgumentException(
                    "tutti-hdf5: which dataset? .option(\"dataset\", \"/path/in/the/file\") says it; `tutti ls FILE` lists what there is");
        }
        long bytes = options.getLong("partitionBytes", 64L << 20);
        if (bytes < 1) {
            throw new IllegalArgumentException(
                    "tutti-hdf5: option partitionBytes: 1 or more is expected, found " + bytes);
        }
        return new SourceOptions(
                paths(options),
                options.getBoolean("recursiveFileLookup", false),
                dataset,
                choice(options, "rows", Rows.ELEMENTS),
                bytes,
                options.getOrDefault("indexColumn", "index"),
                options.getOrDefault("fileColumn", "file"),
                choice(options, "missing", Missing.FAIL),
                choice(options, "changes", Changes.FAIL));
    }

    /** Spark says {@code load(a)} with the option path and {@code load(a, b)} with paths, which is JSON. */
    private static List<String> paths(CaseInsensitiveStringMap options) {
        List<String> paths = new ArrayList<>();
        try {
            if (options.containsKey("paths")) {
                paths.addAll(Arrays.asList(new ObjectMapper().readValue(options.get("paths"), String[].class)));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("tutti-hdf5: option paths: a JSON array of texts is expected", e);
        }
        if (options.containsKey("path")) {
            paths.add(options.get("path"));
        }
        if (paths.isEmpty()) {
            throw new IllegalArgumentException(
                    "tutti-hdf5: which file? .load(\"runs/\") names a directory, a file or a pattern such as runs/*.h5");
        }
        return paths;
    }

    private static <E extends Enum<E>> E choice(CaseInsensitiveStringMap options, String name, E standard) {
        String found = options.get(name);
        if (found == null) {
            return standard;
        }
        List<String> known = new ArrayList<>();
        for (E value : standard.getDeclaringClass().getEnumConstants()) {
            if (value.name().equalsIgnoreCase(found)) {
                return value;
            }
            known.add(value.name().toLowerCase(Locale.ROOT));
        }
        throw new IllegalArgumentException("tutti-hdf5: option " + name + ": " + String.join(" or ", known)
                + " is expected, found '" + found + "'");
    }
}

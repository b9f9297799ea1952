package dev.tutti.examples;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What h5pySWMR's test of its calls does, in a file that others may be using at the same time: attributes of datasets and groups, groups on the way that
 * are made, lists of what a group holds, a dataset that grows.
 *
 * <p>Argument: FILE.
 */
public final class EverydayCalls {
    private EverydayCalls() {}

    public static void main(String[] args) {
        long start = System.nanoTime();
        Path path = Path.of(args[0]);
        H5.create(path).close();
        try (H5File file = H5.open(path, FileOptions.shared())) {
            attributes(file);
            items(file);
            resize(file);
            System.out.println(file);
        }
        System.out.println((System.nanoTime() - start) / 1_000_000 + " ms");
    }

    private static void attributes(H5File file) {
        file.update(tx -> {
            var dataset =
                    tx.create("testgrp/dataset").type(DType.F32).shape(30, 30).create();
            dataset.attrs().set("bla", 3);
            dataset.attrs().set("blu", "asasdfsa");
        });
        var attrs = file.dataset("testgrp/dataset").attrs();
        same(attrs.get("bla", Integer.class), 3);
        same(attrs.get("blu", String.class), "asasdfsa");
        same(List.copyOf(attrs.names()), List.of("bla", "blu"));
        var group = file.group("testgrp");
        group.attrs().set("bla", 3);
        file.create("testgrp/dataset2").type(DType.F32).shape(30, 30).create();
        same(group.attrs().contains("bla"), true);
        same(List.copyOf(group.attrs().names()), List.of("bla"));
    }

    private static void items(H5File file) {
        for (String name : List.of("a/b/g1", "a/b/g2", "a/b/g3")) {
            file.createGroup(name);
        }
        for (String name : List.of("a/b/g1/dst1", "a/b/g1/dst2", "a/b/g2/dst1")) {
            file.create(name).type(DType.F32).shape(30, 30).create();
        }
        same(file.root().names(), List.of("a", "testgrp"));
        same(file.group("a/b").names(), List.of("g1", "g2", "g3"));
    }

    private static void resize(H5File file) {
        var dataset = file.create("resizable")
                .type(DType.F32)
                .shape(10, 20)
                .maxShape(50, 20)
                .chunk(10, 20)
                .create();
        dataset.resize(40, 20);
        same(Arrays.toString(dataset.shape()), "[40, 20]");
    }

    private static void same(Object found, Object expected) {
        if (!found.equals(expected)) {
            throw new IllegalStateException("found " + found + " where " + expected + " was expected");
        }
    }
}

package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.errors.H5UnsupportedException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Slice;
import dev.tutti.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that the C library makes with options that few programs use read as it reads them itself. */
final class CreationOptionsOracleIT {
    @TempDir
    private Path folder;

    private static void sameAsTheCLibrary(Path file) {
        assertThat(TuttiReader.read(file).differences(CReader.read(file), 20)).isEmpty();
        assertThat(H5.check(file).problems()).isEmpty();
    }

    private static void make(
            Path file, CFile.Bounds bounds, Random random, LongConsumer options, Consumer<CFile> contents) {
        CLibrary.call(() -> {
            try (CFile made = CFile.create(file, bounds, random, options, plist -> {})) {
                contents.accept(made);
            }
            return file;
        });
    }

    /** What a file is made of: objects with equal types, shapes and attributes, few and many. */
    private static void fill(CFile file, int attributes) {
        List<String> types = CTypes.all().keySet().stream().sorted().toList();
        for (int copy = 0; copy < 2; copy++) {
            for (String type : types) {
                String path = "/" + type.replace('/', '_') + copy;
                file.dataset(path, CTypes.all().get(type), LayoutCase.all().get(0));
                for (int i = 0; i < attributes; i++) {
                    file.attribute(path, "a" + i, CTypes.all().get(type), new long[] {2});
                }
            }
        }
    }

    /** Indexes of shared messages: types in one, attributes and shapes in another; few stay a list, many become a tree. */
    private static LongConsumer shared(int listMost, int treeFewest) {
        return plist -> {
            ok(H5Pset_shared_mesg_nindexes(plist, 3), "number of indexes");
            ok(H5Pset_shared_mesg_index(plist, 0, H5O_SHMESG_DTYPE_FLAG, 1), "types");
            ok(H5Pset_shared_mesg_index(plist, 1, H5O_SHMESG_ATTR_FLAG | H5O_SHMESG_SDSPACE_FLAG, 1), "attributes");
            ok(H5Pset_shared_mesg_index(plist, 2, H5O_SHMESG_FILL_FLAG | H5O_SHMESG_PLINE_FLAG, 1), "fill values");
            ok(H5Pset_shared_mesg_phase_change(plist, listMost, treeFewest), "phase change");
        };
    }

    @Test
    void messagesThatObjectsShareAreFound() {
        Seeds.repeat(1, random -> {
            for (CFile.Bounds bounds : List.of(CFile.Bounds.LATEST, CFile.Bounds.EARLIEST)) {
                for (int[] phase : new int[][] {{0, 0}, {500, 400}}) {
                    Path file = folder.resolve("shared-" + bounds + "-" + phase[0] + ".h5");
                    make(file, bounds, random, shared(phase[0], phase[1]), made -> fill(made, 2));
                    sameAsTheCLibrary(file);
                }
            }
        });
    }

    @Test
    void sharedMessagesStandAmongDenseAttributesToo() {
        Seeds.repeat(1, random -> {
            Path file = folder.resolve("dense.h5");
            make(file, CFile.Bounds.V18, random, shared(0, 0), made -> {
                for (String group : List.of("/a", "/b")) {
                    made.group(group);
                    for (int i = 0; i < 30; i++) {
                        made.attribute(group, "n" + i, CTypes.all().get("i32"), new long[] {3});
                    }
                }
                // Equal attributes are kept once.
                long space = H5Screate(H5S_SCALAR);
                for (String group : List.of("/a", "/b")) {
                    long object = H5Oopen(made.id(), group, H5P_DEFAULT);
                    for (int i = 0; i < 12; i++) {
                        long id = H5Acreate2(object, "same" + i, H5T_STD_I32LE_g(), space, H5P_DEFAULT, H5P_DEFAULT);
                        try (IntPointer value = new IntPointer(1).put(i)) {
                            ok(H5Awrite(id, H5T_NATIVE_INT_g(), value), "attribute");
                        }
                        H5Aclose(id);
                    }
                    H5Oclose(object);
                }
                H5Sclose(space);
            });
            sameAsTheCLibrary(file);
        });
    }

    @Test
    void aFileWithSharedMessagesCanBeChanged() {
        Seeds.repeat(1, random -> {
            Path file = folder.resolve("changed.h5");
            make(file, CFile.Bounds.V18, random, shared(0, 0), made -> {
                fill(made, 3);
                made.group("/g");
                for (int i = 0; i < 12; i++) {
                    made.attribute("/g", "n" + i, CTypes.all().get("i32"), new long[] {3});
                }
            });
            try (H5File opened = H5.open(file)) {
                opened.group("g").attrs().set("n3", "another");
                opened.group("g").attrs().remove("n4");
                opened.dataset("i320").attrs().set("a1", 5.5);
                opened.dataset("i320").attrs().remove("a0");
                opened.dataset("f640").attrs().set("new", new int[] {1, 2});
                opened.delete("i640");
                opened.put("more", new double[] {1, 2, 3});
            }
            sameAsTheCLibrary(file);
        });
    }

    private record Shot(int id, String text, int[] samples) {}

    /** Text, sequences and references are made in files whose addresses take four bytes. */
    @Test
    void pointersAreAsWideAsAddresses() {
        Seeds.repeat(1, random -> {
            for (FileOptions options : List.of(FileOptions.exclusive(), FileOptions.shared())) {
                Path file = folder.resolve("narrow" + options.hashCode() + ".h5");
                make(file, CFile.Bounds.V18, random, plist -> ok(H5Pset_sizes(plist, 4, 4), "widths"), made -> {
                    made.group("/g");
                    made.attribute("/g", "old", CTypes.all().get("vstring"), new long[] {3});
                });
                try (H5File opened = H5.open(file, options)) {
                    opened.put("g/texts", new String[] {"one", "", "drei äöü"});
                    opened.create("g/sequences")
                            .type(DType.vlen(DType.F32))
                            .shape(2)
                            .create()
                            .write(new float[][] {{1, 2}, {3}});
                    opened.put(
                            "g/shots", new Shot[] {new Shot(1, "a", new int[] {1, 2}), new Shot(2, "b", new int[0])});
                    opened.attrs().set("title", "narrow");
                    opened.attrs().setEmpty("nothing", DType.STRING);
                    opened.create("g/ref")
                            .type(DType.REFERENCE)
                            .shape(1)
                            .create()
                            .write(new long[] {opened.group("g").address()});
                    opened.createType("text", DType.STRING);
                }
                sameAsTheCLibrary(file);
                try (H5File opened = H5.open(file, FileOptions.readOnly())) {
                    assertThat(opened.dataset("g/texts").strings()).containsExactly("one", "", "drei äöü");
                    assertThat(opened.dataset("g/shots")
                                    .records(Shot.class)
                                    .get(0)
                                    .samples())
                            .containsExactly(1, 2);
                    assertThat(opened.dataset("g/ref")
                                    .references(Slice.all())
                                    .get(0)
                                    .node()
                                    .path())
                            .isEqualTo("/g");
                }
            }
        });
    }

    /** Groups whose links are in a heap with filters; some are too large for its blocks. */
    @Test
    void heapsWithFiltersAreRead() {
        Seeds.repeat(1, random -> {
            Path file = folder.resolve("filtered.h5");
            make(file, CFile.Bounds.LATEST, random, plist -> {}, made -> {
                for (int links : new int[] {20, 400}) {
                    long plist = H5Pcreate(H5P_CLS_GROUP_CREATE_ID_g());
                    ok(H5Pset_deflate(plist, 6), "deflate");
                    ok(H5Pset_fletcher32(plist), "fletcher32");
                    H5Gclose(ok(H5Gcreate2(made.id(), "/g" + links, H5P_DEFAULT, plist, H5P_DEFAULT), "group"));
                    H5Pclose(plist);
                    for (int i = 0; i < links; i++) {
                        made.soft("/g" + links + "/link number " + i, "/somewhere/" + random.nextInt());
                    }
                    made.soft("/g" + links + "/huge", "x".repeat(5000 + links));
                    made.soft("/g" + links + "/huge2", "/y".repeat(20_000));
                }
            });
            sameAsTheCLibrary(file);
        });
    }

    @Test
    void addressesAndLengthsOfAnyWidth() throws Exception {
        for (int[] widths : new int[][] {{2, 2}, {4, 4}, {4, 8}, {8, 4}, {8, 2}}) {
            for (CFile.Bounds bounds : List.of(CFile.Bounds.EARLIEST, CFile.Bounds.LATEST)) {
                Path file = folder.resolve("w" + widths[0] + widths[1] + bounds + ".h5");
                make(
                        file,
                        bounds,
                        new Random(3),
                        plist -> {
                            ok(H5Pset_sizes(plist, widths[0], widths[1]), "sizes");
                            ok(H5Pset_userblock(plist, 1024), "user block");
                        },
                        made -> {
                            for (int i = 0; i < 5; i++) {
                                made.dataset(
                                        "/d" + i,
                                        CTypes.all().get("vstring"),
                                        LayoutCase.all().get(10 + i));
                                made.attribute("/d" + i, "a", CTypes.all().get("compoundvlen"), new long[] {2});
                            }
                        });
                sameAsTheCLibrary(file);
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    int at = bounds == CFile.Bounds.EARLIEST ? 13 : 9;
                    channel.write(ByteBuffer.wrap(new byte[] {16}), 1024 + at);
                }
                assertThatThrownBy(() -> H5.open(file))
                        .isInstanceOf(H5UnsupportedException.class)
                        .hasMessageContaining("16");
            }
        }
    }

    /** Something in front of a file moves it; the addresses in it stay. */
    @Test
    void aFileMovesWhenSomethingIsPutInFrontOfIt() throws Exception {
        for (CFile.Bounds bounds : List.of(CFile.Bounds.EARLIEST, CFile.Bounds.LATEST)) {
            Path plain = folder.resolve("plain" + bounds + ".h5");
            make(plain, bounds, new Random(5), plist -> {}, made -> fill(made, 1));
            Path moved = folder.resolve("moved" + bounds + ".h5");
            byte[] front = new byte[2048];
            byte[] bytes = Files.readAllBytes(plain);
            byte[] all = Arrays.copyOf(front, front.length + bytes.length);
            System.arraycopy(bytes, 0, all, front.length, bytes.length);
            Files.write(moved, all);
            sameAsTheCLibrary(moved);
            assertThat(TuttiReader.read(moved).differences(TuttiReader.read(plain), 10))
                    .isEmpty();
        }
    }
}

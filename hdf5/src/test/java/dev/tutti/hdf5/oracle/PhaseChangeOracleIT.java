package dev.tutti.hdf5.oracle;

import static dev.tutti.hdf5.oracle.CLibrary.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.hdf5.global.hdf5.*;

import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.testkit.Seeds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.hdf5.H5G_info_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Groups of the C library with every kind of bounds between compact and dense, for links and attributes, with and without an order: changed by Tutti across the bounds,
 * found by the C library as a model has them, and changed further by it.
 */
final class PhaseChangeOracleIT {
    private static final int[][] PHASES = {{8, 6}, {0, 0}, {1, 0}, {2, 2}, {4, 1}};
    private static final int[] ORDERS = {0, H5P_CRT_ORDER_TRACKED, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED};

    @TempDir
    private Path folder;

    /** Names in order, and whether they are to be dense by now. */
    private static final class Names {
        final List<String> names = new ArrayList<>();
        final int most;
        final int fewest;
        final boolean ordered;
        boolean dense;

        Names(int[] phase, int order) {
            this.most = phase[0];
            this.fewest = phase[1];
            this.ordered = order != 0;
        }

        void add(String name) {
            dense |= names.size() >= most;
            names.add(name);
        }

        String remove(Random random) {
            String name = names.remove(random.nextInt(names.size()));
            dense &= names.size() >= fewest;
            return name;
        }

        List<String> expected() {
            return ordered ? names : names.stream().sorted().toList();
        }
    }

    /**
     * A group.
     *
     * @param table whether its links are in a symbol table
     */
    private record Case(String path, Names links, Names attributes, boolean table) {}

    private static Case make(long file, String path, int[] phase, int linkOrder, int attributeOrder, boolean old) {
        long creation = ok(H5Pcreate(H5P_CLS_GROUP_CREATE_ID_g()), "creation");
        ok(H5Pset_link_phase_change(creation, phase[0], phase[1]), "link phase");
        ok(H5Pset_attr_phase_change(creation, phase[0], phase[1]), "attribute phase");
        ok(H5Pset_link_creation_order(creation, linkOrder), "link order");
        ok(H5Pset_attr_creation_order(creation, attributeOrder), "attribute order");
        H5Gclose(ok(H5Gcreate2(file, path, H5P_DEFAULT, creation, H5P_DEFAULT), path));
        H5Pclose(creation);
        Case made =
                new Case(path, new Names(phase, linkOrder), new Names(phase, attributeOrder), old && linkOrder == 0);
        more(file, made, "c", 3);
        return made;
    }

    /** The C library adds links and attributes. */
    private static void more(long file, Case group, String prefix, int count) {
        long space = H5Screate(H5S_SCALAR);
        for (int i = 0; i < count; i++) {
            String name = prefix + (count - i);
            ok(H5Lcreate_soft("/to/" + name, file, group.path + "/" + name, H5P_DEFAULT, H5P_DEFAULT), name);
            group.links.add(name);
            long id = ok(
                    H5Acreate_by_name(
                            file, group.path, name, H5T_STD_I32LE_g(), space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                    name);
            try (IntPointer value = new IntPointer(1).put(i)) {
                ok(H5Awrite(id, H5T_NATIVE_INT_g(), value), "attribute");
            }
            H5Aclose(id);
            group.attributes.add(name);
        }
        H5Sclose(space);
    }

    private List<Case> file(Path path, CFile.Bounds bounds) {
        List<Case> cases = new ArrayList<>();
        CLibrary.call(() -> {
            try (CFile made = CFile.create(path, bounds, new Random(1))) {
                for (int[] phase : PHASES) {
                    for (int links : ORDERS) {
                        for (int attributes : ORDERS) {
                            cases.add(make(
                                    made.id(),
                                    "/g" + cases.size(),
                                    phase,
                                    links,
                                    attributes,
                                    bounds == CFile.Bounds.EARLIEST));
                        }
                    }
                }
            }
            return path;
        });
        return cases;
    }

    /** Changes that go up over the bounds and down again, some of them renames. */
    private static void change(H5File file, Case group, Random random, String prefix) {
        int up = 3 + random.nextInt(8);
        int down = random.nextInt(14);
        for (int i = 0; i < up + down; i++) {
            String name = prefix + i + "x".repeat(random.nextInt(30));
            boolean adds = i < up || group.links.names.isEmpty();
            if (adds) {
                file.softLink(group.path + "/" + name, "/nowhere/" + i);
                group.links.add(name);
            } else if (random.nextInt(4) == 0) {
                String old = group.links.names.get(random.nextInt(group.links.names.size()));
                file.move(group.path + "/" + old, group.path + "/" + name);
                group.links.add(name); // C, too, adds before it removes
                group.links.names.remove(old);
                group.links.dense &= group.links.names.size() >= group.links.fewest;
            } else {
                file.delete(group.path + "/" + group.links.remove(random));
            }
            if (i < up || group.attributes.names.isEmpty()) {
                file.get(group.path).attrs().set(name, i);
                group.attributes.add(name);
            } else if (random.nextInt(4) == 0) {
                int at = random.nextInt(group.attributes.names.size());
                file.get(group.path).attrs().rename(group.attributes.names.get(at), name);
                group.attributes.names.set(at, name);
            } else {
                file.get(group.path).attrs().remove(group.attributes.remove(random));
            }
        }
    }

    @Test
    void groupsAreChangedAcrossEveryBound() {
        Seeds.repeat(1, random -> {
            for (CFile.Bounds bounds : CFile.Bounds.values()) {
                Path path = folder.resolve(bounds + ".h5");
                List<Case> cases = file(path, bounds);
                for (int round = 0; round < 2; round++) {
                    String prefix = "r" + round + "-";
                    if (round == 0) {
                        try (H5File file = H5.open(path, FileOptions.exclusive())) {
                            cases.forEach(group -> change(file, group, random, prefix));
                        }
                    } else {
                        try (H5File file = H5.open(path);
                                dev.tutti.hdf5.Transaction all = file.begin()) {
                            cases.forEach(group -> change(all.file(), group, random, prefix));
                            all.commit();
                        }
                    }
                    assertThat(H5.check(path).problems()).isEmpty();
                    look(path, cases, bounds + " " + round);
                    CLibrary.call(() -> {
                        try (CFile opened = CFile.open(path, random)) {
                            cases.forEach(group -> more(opened.id(), group, prefix + "c", 2));
                        }
                        return path;
                    });
                    assertThat(H5.check(path).problems()).isEmpty();
                    assertThat(TuttiReader.read(path).differences(CReader.read(path), 10))
                            .isEmpty();
                }
            }
        });
    }

    private static void look(Path path, List<Case> cases, String when) {
        CLibrary.call(() -> {
            try (CFile opened = CFile.open(path, new Random(1))) {
                for (Case group : cases) {
                    String what = when + " " + group.path;
                    assertThat(links(opened.id(), group)).as(what).isEqualTo(group.links.expected());
                    assertThat(attributes(opened.id(), group)).as(what).isEqualTo(group.attributes.expected());
                    try (H5G_info_t info = new H5G_info_t()) {
                        ok(H5Gget_info_by_name(opened.id(), group.path, info, H5P_DEFAULT), "info");
                        int expected = group.table
                                ? H5G_STORAGE_TYPE_SYMBOL_TABLE
                                : group.links.dense ? H5G_STORAGE_TYPE_DENSE : H5G_STORAGE_TYPE_COMPACT;
                        assertThat(info.storage_type()).as(what).isEqualTo(expected);
                    }
                }
            }
            return path;
        });
    }

    private static List<String> links(long file, Case group) {
        List<String> found = new ArrayList<>();
        int index = group.links.ordered ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
        try (BytePointer buffer = new BytePointer(200)) {
            for (int i = 0; i < group.links.names.size(); i++) {
                long length = H5Lget_name_by_idx(file, group.path, index, H5_ITER_INC, i, buffer, 200, H5P_DEFAULT);
                found.add(text(buffer, ok(length, "link " + i)));
            }
        }
        return found;
    }

    private static List<String> attributes(long file, Case group) {
        List<String> found = new ArrayList<>();
        int index = group.attributes.ordered ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
        try (BytePointer buffer = new BytePointer(200)) {
            for (int i = 0; i < group.attributes.names.size(); i++) {
                long length = H5Aget_name_by_idx(file, group.path, index, H5_ITER_INC, i, buffer, 200, H5P_DEFAULT);
                found.add(text(buffer, ok(length, "attribute " + i)));
            }
        }
        return found;
    }

    private static String text(BytePointer buffer, long length) {
        byte[] bytes = new byte[(int) length];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

package dev.tutti.hdf5.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tutti.errors.H5TypeException;
import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.FileOptions;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.LiveWriter;
import dev.tutti.hdf5.NamedType;
import dev.tutti.hdf5.RecoverReport;
import dev.tutti.testkit.Seeds;
import dev.tutti.testkit.process.Tools;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datatypes with names of their own, and the order of creation of links and attributes, beside h5py. */
final class TypesAndOrderOracleIT {
    /** Prints every committed type with the links to it, and of every dataset whether its type is committed. */
    private static final String TYPES =
            """
            import sys, h5py
            with h5py.File(sys.argv[1], 'r') as f:
                def say(name, o):
                    links = h5py.h5o.get_info(o.id).rc
                    if isinstance(o, h5py.Datatype):
                        print(name, 'type', o.dtype, links)
                    elif isinstance(o, h5py.Dataset):
                        print(name, 'dataset', o.id.get_type().committed(), o[()].tolist())
                f.visititems(say)
            """;

    /** A file whose objects keep their order; names are not in it. Groups and attributes: few (compact) and many (dense). */
    private static final String ORDERED =
            """
            import sys, h5py, numpy as np
            with h5py.File(sys.argv[1], 'w', libver='latest', track_order=True) as f:
                f['pair'] = np.dtype([('a', 'i4'), ('b', 'f8')])
                pair = f['pair']
                for group, count in (('z_many', 30), ('few', 3)):
                    g = f.create_group(group, track_order=True)
                    for i in range(count):
                        g.create_group('n%d' % (i * 7 % count))
                        g.attrs['a%d' % (i * 7 % count)] = i
                    g.attrs.create('typed', (1, 2.5), dtype=pair)
                f.create_dataset('x', data=np.zeros(3, pair.dtype), dtype=pair, track_order=True)
                f.attrs['typed'] = 1
                f.create_group('a_last')
                f['damaged'] = 5
            """;

    private static final String ORDER =
            """
            import sys, h5py
            with h5py.File(sys.argv[1], 'r') as f:
                for path in sys.argv[2:]:
                    print(path, ','.join(f[path]), ','.join(f[path].attrs))
            """;

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void needH5py() {
        Tools.assumeH5py();
        file = folder.resolve("x.h5");
    }

    private static List<String> lines(String script, Object... args) throws Exception {
        Tools.Result result = Tools.python(script, args);
        assertThat(result.status()).as(result.toString()).isZero();
        return result.output().lines().toList();
    }

    private void isSound() throws Exception {
        assertThat(H5.check(file).problems()).isEmpty();
        if (Tools.find("h5dump").isPresent()) {
            Tools.Result dump = Tools.run("h5dump", file);
            assertThat(dump.status()).as(dump.toString()).isZero();
        }
    }

    @Test
    void aTypeWithANameIsUsedAndCounted() throws Exception {
        try (H5File h5 = H5.create(file)) {
            NamedType type = h5.createType("types/id", DType.I32.bigEndian());
            h5.create("x").type(type).shape(2).create().write(new int[] {1, 2});
            h5.create("y").type(type).scalar().create().write(7);
            h5.create("plain").type(type.type()).scalar().create().write(8);
            type.attrs().set("meaning", "a number");
            try (H5File other = H5.create(folder.resolve("other.h5"))) {
                assertThatThrownBy(() -> other.create("x").type(type).scalar().create())
                        .isInstanceOf(H5TypeException.class);
            }
        }
        isSound();
        assertThat(lines(TYPES, file))
                .containsExactly(
                        "plain dataset False 8", "types/id type >i4 3", "x dataset True [1, 2]", "y dataset True 7");
        try (H5File h5 = H5.open(file, FileOptions.exclusive())) {
            h5.delete("y");
            h5.delete("types/id"); // x still uses it
            assertThat(h5.dataset("x").i32()).containsExactly(1, 2);
        }
        isSound();
        assertThat(lines(TYPES, file)).containsExactly("plain dataset False 8", "x dataset True [1, 2]");
        long before = H5.check(file).usedEnd();
        try (H5File h5 = H5.open(file, FileOptions.exclusive())) {
            h5.delete("x"); // and takes the type along
        }
        isSound();
        assertThat(H5.check(file).usedEnd()).isLessThanOrEqualTo(before);
        assertThat(lines(TYPES, file)).containsExactly("plain dataset False 8");
    }

    @Test
    void aLiveFileGetsTypesWithNames() throws Exception {
        try (LiveWriter writer = H5.live(file)) {
            NamedType type = writer.file().createType("id", DType.F64);
            writer.publish();
            writer.create("x")
                    .type(type)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .create()
                    .append(new double[] {1, 2});
            writer.publish();
            try (H5File seen = H5.open(file, FileOptions.snapshotOfLive())) {
                assertThat(seen.dataset("x").f64()).containsExactly(1, 2);
                assertThat(((NamedType) seen.get("id")).type()).isEqualTo(DType.F64);
            }
        }
        isSound();
        assertThat(lines(TYPES, file)).containsExactly("id type float64 2", "x dataset True [1.0, 2.0]");
    }

    @Test
    void whatUsesATypeLetsGoOfIt() throws Exception {
        lines(ORDERED, file);
        try (H5File h5 = H5.open(file, FileOptions.exclusive())) {
            for (String group : List.of("few", "z_many")) {
                assertThat(h5.get(group).attrs().names())
                        .doesNotHaveDuplicates()
                        .contains("typed");
                assertThat(h5.get(group).attrs().size()).isEqualTo(group.equals("few") ? 4 : 31);
            }
            h5.get("few").attrs().rename("typed", "retyped");
            h5.get("z_many").attrs().rename("typed", "retyped");
            assertThat(h5.get("few").attrs().typeAddress("retyped"))
                    .hasValue(h5.get("pair").address());
            assertThat(h5.get("z_many").attrs().typeAddress("retyped"))
                    .hasValue(h5.get("pair").address());
            h5.get("few").attrs().remove("retyped");
            h5.get("z_many").attrs().set("retyped", 5);
            h5.delete("x");
        }
        isSound();
        assertThat(lines(TYPES, file)).anyMatch(line -> line.startsWith("pair type") && line.endsWith(" 1"));
    }

    /** Random changes against a list of names; some cross the bounds between compact and dense. */
    @Test
    void theOrderOfLinksAndAttributesIsKept() throws Exception {
        lines(ORDERED, file);
        Seeds.repeat(4, random -> {
            List<String> paths = List.of("few", "z_many");
            List<List<String>> links = new ArrayList<>();
            List<List<String>> attributes = new ArrayList<>();
            for (String line : lines(ORDER, file, "few", "z_many")) {
                String[] parts = line.split(" ", -1);
                links.add(new ArrayList<>(names(parts[1])));
                attributes.add(new ArrayList<>(names(parts[2])));
            }
            try (H5File h5 = H5.open(file, FileOptions.exclusive())) {
                for (int step = 0; step < 60; step++) {
                    int which = random.nextInt(2);
                    String name = "s" + step + "_" + random.nextInt(1000);
                    boolean less = random.nextBoolean();
                    List<String> kept = random.nextBoolean() ? links.get(which) : attributes.get(which);
                    boolean link = kept == links.get(which);
                    String path = paths.get(which);
                    if (less && !kept.isEmpty()) {
                        String gone = kept.remove(random.nextInt(kept.size()));
                        if (link) {
                            h5.delete(path + "/" + gone);
                        } else {
                            h5.get(path).attrs().remove(gone);
                        }
                    } else if (link) {
                        h5.createGroup(path + "/" + name);
                        kept.add(name);
                    } else {
                        h5.get(path).attrs().set(name, "value " + step);
                        kept.add(name);
                    }
                }
            }
            isSound();
            try (LiveWriter writer = H5.live(file)) { // what is dense becomes compact
                for (int i = 0; i < 2; i++) {
                    String name = "live" + random.nextInt(1 << 30);
                    writer.createGroup(paths.get(i) + "/" + name);
                    writer.file().get(paths.get(i)).attrs().set(name, i);
                    links.get(i).add(name);
                    attributes.get(i).add(name);
                }
            }
            isSound();
            List<String> found = lines(ORDER, file, "few", "z_many");
            for (int i = 0; i < 2; i++) {
                String[] parts = found.get(i).split(" ", -1);
                assertThat(names(parts[1])).isEqualTo(links.get(i));
                assertThat(names(parts[2])).isEqualTo(attributes.get(i));
            }
        });
    }

    private static List<String> names(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(","));
    }

    @Test
    void aRescueAndACopyKeepOrderAndNames() throws Exception {
        lines(ORDERED, file);
        Object[] asked = {file, "/", "few", "z_many"};
        List<String> order = lines(ORDER, asked);
        try (H5File h5 = H5.open(file, FileOptions.exclusive())) {
            h5.copy("z_many", "copied");
        }
        isSound();
        assertThat(lines(ORDER, file, "copied").get(0).replace("copied", "z_many"))
                .isEqualTo(order.get(2));
        long address;
        try (H5File h5 = H5.open(file, FileOptions.exclusive())) {
            h5.delete("copied");
            address = h5.get("damaged").address();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[8]), address + 10);
        }
        RecoverReport report = H5.recoverInPlace(file, folder.resolve("backup.h5"));
        assertThat(report.way()).isEqualTo(RecoverReport.Way.BY_OBJECTS);
        assertThat(report.lost()).singleElement().asString().startsWith("/damaged");
        isSound();
        List<String> after = lines(ORDER, asked);
        assertThat(after.get(0)).isEqualTo(order.get(0).replace(",damaged", ""));
        assertThat(after.subList(1, 3)).isEqualTo(order.subList(1, 3));
        assertThat(lines(TYPES, file)).anyMatch(line -> line.startsWith("pair type [('a', '<i4'), ('b', '<f8')]"));
        assertThat(Files.exists(folder.resolve("backup.h5"))).isTrue();
    }
}

package dev.tutti.hdf5.live;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5;
import dev.tutti.hdf5.LiveWriter;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * A live writer in a process of its own. {@code grow PATH STEP STEPS} appends at full speed; {@code few PATH} a little, and ends; {@code objects PATH COUNT PAUSE_MICROS} adds
 * groups, datasets and attributes; {@code kill PATH LEDGER RUN} appends, and notes in the ledger what was published, until it is killed.
 */
final class WriterMain {
    private static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private WriterMain() {}

    public static void main(String[] args) throws Exception {
        Path path = Path.of(args[1]);
        switch (args[0]) {
            case "grow" -> grow(path, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
            case "few" -> few(path);
            case "objects" -> objects(path, Integer.parseInt(args[2]), Long.parseLong(args[3]));
            case "kill" -> untilKilled(path, Path.of(args[2]), Integer.parseInt(args[3]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** The three datasets whose values are their indices, made or found. */
    static final class Trio {
        private final Dataset plain;
        private final Dataset deflated;
        private final Dataset table;
        private long length;

        Trio(LiveWriter writer) {
            if (!writer.file().contains("plain")) {
                writer.create("plain")
                        .type(DType.F64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(256)
                        .create();
                writer.create("deflated")
                        .type(DType.F64)
                        .shape(0)
                        .maxShape(H5.UNLIMITED)
                        .chunk(512)
                        .shuffle()
                        .deflate(4)
                        .create();
                writer.create("table")
                        .type(DType.I32)
                        .shape(0, 3)
                        .maxShape(H5.UNLIMITED, H5.UNLIMITED)
                        .chunk(64, 3)
                        .create();
                writer.publish();
            }
            plain = writer.dataset("plain");
            deflated = writer.dataset("deflated");
            table = writer.dataset("table");
            length = Math.max(plain.shape()[0], Math.max(deflated.shape()[0], table.shape()[0]));
        }

        long length() {
            return length;
        }

        /** After a kill the last, unpublished rows may stand in some of the three only: each goes on from where it is. */
        void append(int rows) {
            long target = length + rows;
            plain.append(values(plain.shape()[0], target));
            deflated.append(values(deflated.shape()[0], target));
            table.append(cells(table.shape()[0], target));
            length = target;
        }

        private static double[] values(long from, long to) {
            double[] values = new double[(int) (to - from)];
            for (int i = 0; i < values.length; i++) {
                values[i] = from + i;
            }
            return values;
        }

        private static int[] cells(long from, long to) {
            int[] cells = new int[3 * (int) (to - from)];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = (int) (from + i / 3) * (i % 3 == 0 ? 1 : i % 3 == 1 ? 10 : 100);
            }
            return cells;
        }
    }

    private static void grow(Path path, int step, int steps) throws Exception {
        try (LiveWriter writer = H5.live(path)) {
            Trio trio = new Trio(writer);
            writer.publish();
            System.out.println("live");
            INPUT.readLine();
            for (int i = 0; i < steps; i++) {
                trio.append(step);
                writer.publish();
            }
            System.out.println("written " + trio.length());
            INPUT.readLine();
        }
        System.out.println("closed");
    }

    private static void few(Path path) {
        try (LiveWriter writer = H5.live(path)) {
            Trio trio = new Trio(writer);
            writer.createGroup("runs");
            for (int i = 0; i < 20; i++) {
                trio.append(10);
                writer.publish();
            }
        }
    }

    private static void objects(Path path, int count, long pauseMicros) throws Exception {
        try (LiveWriter writer = H5.live(path)) {
            writer.createGroup("many");
            Dataset tick = writer.create("tick")
                    .type(DType.I64)
                    .shape(0)
                    .maxShape(H5.UNLIMITED)
                    .chunk(128)
                    .create();
            writer.publish();
            System.out.println("live");
            for (int k = 0; k < count; k++) {
                add(writer, k);
                tick.append(new long[] {k});
                writer.publish();
                long until = System.nanoTime() + pauseMicros * 1000;
                while (System.nanoTime() < until && !INPUT.ready()) {
                    Thread.sleep(0, 100_000);
                }
                if (INPUT.ready()) {
                    INPUT.readLine();
                    break;
                }
            }
            System.out.println("added");
            INPUT.readLine();
        }
        System.out.println("closed");
    }

    private static void add(LiveWriter writer, int k) {
        String at = "many/" + k;
        writer.createGroup(at).attrs().set("number", k);
        int n = 10 + k % 90;
        long[] data = new long[n];
        for (int i = 0; i < n; i++) {
            data[i] = k + i;
        }
        writer.create(at + "/data")
                .type(DType.I64)
                .shape(n)
                .maxShape(H5.UNLIMITED)
                .chunk(16)
                .units("mV/km")
                .create()
                .write(data);
        writer.dataset(at + "/data").attrs().set("unit", "mV/km");
        int[] cells = new int[12];
        for (int i = 0; i < 12; i++) {
            cells[i] = k + i;
        }
        writer.create(at + "/table").type(DType.I32).shape(3, 4).create().write(cells);
    }

    private static void untilKilled(Path path, Path ledger, int run) throws Exception {
        Random random = new Random(run);
        try (FileChannel channel = FileChannel.open(
                ledger, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            // A mapped page outlives the process, and costs no system call that would give the kill a favourite place.
            ByteBuffer page = channel.map(FileChannel.MapMode.READ_WRITE, 0, 64).order(ByteOrder.LITTLE_ENDIAN);
            System.out.println("loaded");
            INPUT.readLine();
            LiveWriter writer = H5.live(path);
            Trio trio = new Trio(writer);
            if (!writer.file().contains("runs")) {
                writer.createGroup("runs");
            }
            writer.publish();
            page.putLong(0, trio.length());
            page.putLong(8, 0);
            System.out.println("live");
            boolean added = false;
            while (true) {
                trio.append(1 + random.nextInt(100));
                if (!added && random.nextInt(20) == 0) {
                    addRun(writer, run);
                    added = true;
                }
                page.putLong(16, trio.length());
                writer.publish();
                page.putLong(0, trio.length());
                page.putLong(8, added ? 1 : 0);
            }
        }
    }

    private static void addRun(LiveWriter writer, int run) {
        writer.createGroup("runs/" + run).attrs().set("run", run);
        double[] data = new double[100];
        for (int i = 0; i < data.length; i++) {
            data[i] = run + i;
        }
        writer.create("runs/" + run + "/data")
                .type(DType.F64)
                .shape(0)
                .maxShape(H5.UNLIMITED)
                .chunk(64)
                .create()
                .append(data);
    }
}

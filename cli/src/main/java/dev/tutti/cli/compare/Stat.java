package dev.tutti.cli.compare;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tutti.cli.address.Address;
import dev.tutti.cli.run.Command;
import dev.tutti.cli.run.CommandFailure;
import dev.tutti.cli.run.Console;
import dev.tutti.cli.run.Opening;
import dev.tutti.cli.run.Progress;
import dev.tutti.cli.text.Elements;
import dev.tutti.cli.text.Json;
import dev.tutti.cli.text.Sizes;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.H5File;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.Node;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the bytes of a file are: by dataset, with how full its chunks are, and whether the file can go live. */
@CommandLine.Command(name = "stat", description = "bytes per dataset, chunk fill, format, readiness for live writing")
public final class Stat extends Command {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    @Parameters(arity = "1", paramLabel = "FILE", description = "an HDF5 file")
    private Path path = Path.of("");

    @Option(names = "--json", description = "one document")
    private boolean json;

    /**
     * One dataset.
     *
     * @param fill part of the allocated chunks' elements that is inside of the shape; 1 without chunks
     * @param obstacle why it cannot grow in a live file; empty if it can, or never grows
     */
    private record Row(
            String path, String layout, long plain, long stored, long chunks, double fill, String obstacle) {}

    public Stat(Console console) {
        super(console);
    }

    @Override
    @SuppressWarnings("try") // the bar is only there to be closed
    protected int run() throws IOException {
        if (!Address.parse(path.toString()).existing().isRoot()) {
            throw CommandFailure.usage(path + ": a file is expected, not an object in it; tutti info shows one");
        }
        List<Row> rows = new ArrayList<>();
        long groups = 0;
        AtomicLong seen = new AtomicLong();
        try (H5File file = Opening.toLook(path);
                Stream<Node> nodes = file.walk();
                Progress shown = lateProgress("stat", "objects", -1, seen::get)) {
            for (Node node : (Iterable<Node>) nodes::iterator) {
                seen.incrementAndGet();
                if (node instanceof Dataset dataset) {
                    rows.add(row(dataset));
                } else {
                    groups++;
                }
            }
        }
        rows.sort(Comparator.comparingLong(Row::stored).reversed().thenComparing(Row::path));
        long size = Files.size(path);
        int superblock = superblock(path);
        if (json) {
            print(rows, groups, size, superblock);
        } else {
            show(rows, groups, size, superblock);
        }
        return 0;
    }

    private static Row row(Dataset dataset) {
        Layout layout = dataset.layout();
        long chunks = 0;
        double fill = 1;
        String obstacle = "";
        boolean grows = !Arrays.equals(dataset.maxShape(), dataset.shape());
        if (layout.kind() == Layout.Kind.CHUNKED) {
            chunks = dataset.chunkInfo().size();
            double per =
                    layout.chunk().stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
            fill = chunks == 0 ? 1 : Math.min(1, dataset.size() / (chunks * per));
            if (grows && layout.index().equals("b-tree 1")) {
                obstacle = "its chunk index is of the old kind (b-tree 1): tutti repack makes a new one";
            }
        }
        String words = layout.kind().name().toLowerCase(Locale.ROOT)
                + (layout.chunk().isEmpty()
                        ? ""
                        : " "
                                + Sizes.shape(layout.chunk().stream()
                                        .mapToLong(Integer::longValue)
                                        .toArray()))
                + (layout.filters().isEmpty()
                        ? ""
                        : " "
                                + String.join(
                                        "+",
                                        layout.filters().stream()
                                                .map(Layout.FilterInfo::label)
                                                .toList()));
        long plain = Elements.count(dataset.shape()) * dataset.type().size();
        return new Row(
                dataset.path(), words, dataset.size() == 0 ? 0 : plain, dataset.storedBytes(), chunks, fill, obstacle);
    }

    /** Version of the superblock; -1 if none is at a usual place. */
    private static int superblock(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            for (long at = 0; at + 9 <= in.length(); at = at == 0 ? 512 : 2 * at) {
                byte[] head = new byte[9];
                in.seek(at);
                in.readFully(head);
                if (Arrays.equals(SIGNATURE, 0, 8, head, 0, 8)) {
                    return head[8];
                }
            }
        }
        return -1;
    }

    private static String readiness(List<Row> rows, int superblock) {
        if (superblock < 3) {
            return "no: superblock " + superblock + ", 3 is needed: tutti repack makes a new file";
        }
        return rows.stream()
                .filter(row -> !row.obstacle.isEmpty())
                .findFirst()
                .map(row -> "no: " + row.path + ": " + row.obstacle)
                .orElse("yes");
    }

    private void show(List<Row> rows, long groups, long size, int superblock) {
        long stored = rows.stream().mapToLong(Row::stored).sum();
        int longest = rows.stream().mapToInt(row -> row.path.length()).max().orElse(4);
        int width = Math.min(50, Math.max(7, longest));
        console()
                .out()
                .println(String.format(
                        Locale.ROOT,
                        "%-" + width + "s %11s %11s %7s %8s %6s  %s",
                        "dataset",
                        "values",
                        "stored",
                        "ratio",
                        "chunks",
                        "fill",
                        "layout"));
        for (Row row : rows) {
            console()
                    .out()
                    .println(String.format(
                            Locale.ROOT,
                            "%-" + width + "s %11s %11s %7s %8s %6s  %s",
                            row.path,
                            Sizes.bytes(row.plain),
                            Sizes.bytes(row.stored),
                            row.stored == 0 ? "-" : String.format(Locale.ROOT, "%.2f", (double) row.plain / row.stored),
                            row.chunks == 0 ? "-" : row.chunks,
                            row.chunks == 0 ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * row.fill),
                            row.layout));
        }
        console().out().println();
        console()
                .out()
                .println("file         " + Sizes.bytes(size) + ", " + rows.size() + " datasets, " + groups
                        + " groups and types");
        console().out().println("values       " + Sizes.bytes(stored) + "  (" + percent(stored, size) + ")");
        console()
                .out()
                .println("the rest     " + Sizes.bytes(Math.max(0, size - stored))
                        + "  structure, attributes, free space");
        console().out().println("superblock   " + superblock);
        console().out().println("can go live  " + readiness(rows, superblock));
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", whole == 0 ? 0 : 100.0 * part / whole);
    }

    private void print(List<Row> rows, long groups, long size, int superblock) throws IOException {
        try (JsonGenerator out = Json.document(console().out())) {
            out.writeStartObject();
            out.writeNumberField("size", size);
            out.writeNumberField("superblock", superblock);
            out.writeBooleanField("swmr_ready", readiness(rows, superblock).equals("yes"));
            out.writeNumberField("groups", groups);
            out.writeArrayFieldStart("datasets");
            for (Row row : rows) {
                out.writeStartObject();
                out.writeStringField("path", row.path);
                out.writeStringField("layout", row.layout);
                out.writeNumberField("plain_bytes", row.plain);
                out.writeNumberField("stored_bytes", row.stored);
                out.writeNumberField("chunks", row.chunks);
                out.writeNumberField("fill", row.fill);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        console().out().println();
    }
}

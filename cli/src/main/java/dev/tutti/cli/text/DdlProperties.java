package dev.tutti.cli.text;

import dev.tutti.hdf5.DType;
import dev.tutti.hdf5.Dataset;
import dev.tutti.hdf5.ExternalFile;
import dev.tutti.hdf5.FillInfo;
import dev.tutti.hdf5.Layout;
import dev.tutti.hdf5.Slice;
import dev.tutti.hdf5.VirtualSource;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Storage, filters and fill value of a dataset, as h5dump prints them with {@code -p}. */
final class DdlProperties {
    private static final String STEP = Ddl.STEP;
    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    private static final int SZIP = 4;
    private static final int NBIT = 5;
    private static final int SCALE_OFFSET = 6;

    private final PrintStream out;
    private final Ddl ddl;
    private final DdlStyle style;

    DdlProperties(PrintStream out, Ddl ddl, DdlStyle style) {
        this.out = out;
        this.ddl = ddl;
        this.style = style;
    }

    void print(Dataset dataset, String indent) {
        Layout layout = dataset.layout();
        open(indent, "STORAGE_LAYOUT");
        switch (layout.kind()) {
            case COMPACT -> compact(dataset, indent + STEP);
            case CONTIGUOUS -> contiguous(dataset, indent + STEP);
            case CHUNKED -> chunked(dataset, layout, indent + STEP);
            case VIRTUAL -> virtual(dataset.virtualSources(), indent + STEP);
        }
        line(indent, "}");
        boolean virtual = layout.kind() == Layout.Kind.VIRTUAL;
        if (!virtual) {
            open(indent, "FILTERS");
            layout.filters().forEach(filter -> filter(filter, indent + STEP));
            if (layout.filters().isEmpty()) {
                line(indent + STEP, "NONE");
            }
            line(indent, "}");
        }
        FillInfo fill = dataset.fillInfo();
        open(indent, "FILLVALUE");
        line(
                indent + STEP,
                "FILL_TIME H5D_FILL_TIME_"
                        + switch (fill.time()) {
                            case ALWAYS -> "ALLOC";
                            case NEVER -> "NEVER";
                            case IF_SET -> "IFSET";
                        });
        line(
                indent + STEP,
                "VALUE  "
                        + switch (fill.value()) {
                            case SET -> value(dataset, indent);
                            case DEFAULT -> "H5D_FILL_VALUE_DEFAULT";
                            case UNDEFINED -> "H5D_FILL_VALUE_UNDEFINED";
                        });
        line(indent, "}");
        if (!virtual) {
            open(indent, "ALLOCATION_TIME");
            String time = fill.allocation() == FillInfo.Allocation.INCREMENTAL
                    ? "INCR"
                    : fill.allocation().name();
            line(indent + STEP, "H5D_ALLOC_TIME_" + time);
            line(indent, "}");
        }
    }

    private void open(String indent, String word) {
        line(indent, word + " {");
    }

    private void line(String indent, String text) {
        out.println(indent + text);
    }

    private String value(Dataset dataset, String indent) {
        DType type = dataset.type();
        int level = indent.length() / STEP.length() + 1;
        return new DdlValues(type, style, ddl.references(), List.of(), level).element(dataset.fill(), 0, 1);
    }

    private void compact(Dataset dataset, String indent) {
        line(indent, "COMPACT");
        line(indent, "SIZE " + dataset.storedBytes());
    }

    private void contiguous(Dataset dataset, String indent) {
        line(indent, "CONTIGUOUS");
        List<ExternalFile> files = dataset.externalFiles();
        if (files.isEmpty()) {
            OptionalLong address = dataset.dataAddress();
            line(indent, "SIZE " + dataset.storedBytes());
            line(indent, "OFFSET " + (address.isPresent() ? String.valueOf(address.getAsLong()) : "HADDR_UNDEF"));
            return;
        }
        open(indent, "EXTERNAL");
        for (ExternalFile file : files) {
            line(indent + STEP, "FILENAME " + file.name() + " SIZE " + file.size() + " OFFSET " + file.offset());
        }
        line(indent, "}");
    }

    private void chunked(Dataset dataset, Layout layout, String indent) {
        String chunk = layout.chunk().stream().map(String::valueOf).collect(Collectors.joining(", "));
        line(indent, "CHUNKED ( " + chunk + " )");
        long stored = dataset.storedBytes();
        String ratio = "";
        if (!layout.filters().isEmpty()) {
            double whole = (double) dataset.size() * dataset.type().size();
            ratio = String.format(Locale.ROOT, " (%.3f:1 COMPRESSION)", stored == 0 ? 0 : whole / stored);
        }
        line(indent, "SIZE " + stored + ratio);
    }

    private void virtual(List<VirtualSource> sources, String indent) {
        for (int i = 0; i < sources.size(); i++) {
            VirtualSource source = sources.get(i);
            open(indent, "MAPPING " + i);
            open(indent + STEP, "VIRTUAL");
            selection(source.into(), indent + STEP + STEP);
            line(indent + STEP, "}");
            open(indent + STEP, "SOURCE");
            line(indent + STEP + STEP, "FILE \"" + source.file() + '"');
            line(indent + STEP + STEP, "DATASET \"" + source.dataset() + '"');
            selection(source.from(), indent + STEP + STEP);
            line(indent + STEP, "}");
            line(indent, "}");
        }
    }

    private void selection(Slice slice, String indent) {
        Slice.Hyperslab blocks = slice.blocks().orElse(null);
        if (blocks == null) {
            line(indent, "SELECTION ALL");
            return;
        }
        open(indent, "SELECTION REGULAR_HYPERSLAB");
        line(indent + STEP, "START " + numbers(blocks.start()));
        line(indent + STEP, "STRIDE " + numbers(blocks.stride()));
        line(indent + STEP, "COUNT " + numbers(blocks.count()));
        line(indent + STEP, "BLOCK " + numbers(blocks.block()));
        line(indent, "}");
    }

    private static String numbers(List<Long> numbers) {
        return numbers.stream()
                .map(number -> number < 0 ? "H5S_UNLIMITED" : String.valueOf(number))
                .collect(Collectors.joining(",", "(", ")"));
    }

    private void filter(Layout.FilterInfo filter, String indent) {
        List<Integer> numbers = filter.parameters();
        switch (filter.id()) {
            case DEFLATE -> line(indent, "COMPRESSION DEFLATE { LEVEL " + first(numbers) + " }");
            case SHUFFLE -> line(indent, "PREPROCESSING SHUFFLE");
            case FLETCHER32 -> line(indent, "CHECKSUM FLETCHER32");
            case SZIP -> szip(numbers, indent);
            case NBIT -> line(indent, "COMPRESSION NBIT");
            case SCALE_OFFSET -> line(indent, "COMPRESSION SCALEOFFSET { MIN BITS " + first(numbers) + " }");
            default -> {
                open(indent, "USER_DEFINED_FILTER");
                line(indent + STEP, "FILTER_ID " + filter.id());
                if (!filter.name().isEmpty()) {
                    line(indent + STEP, "COMMENT " + filter.name());
                }
                if (!numbers.isEmpty()) {
                    String text = numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
                    line(indent + STEP, "PARAMS { " + text + " }");
                }
                line(indent, "}");
            }
        }
    }

    private static int first(List<Integer> numbers) {
        return numbers.isEmpty() ? 0 : numbers.get(0);
    }

    private void szip(List<Integer> numbers, String indent) {
        int mask = first(numbers);
        open(indent, "COMPRESSION SZIP");
        line(indent + STEP, "PIXELS_PER_BLOCK " + (numbers.size() > 1 ? numbers.get(1) : 0));
        bit(mask, 2, "MODE HARDWARE", 1, "MODE K13", indent + STEP);
        bit(mask, 4, "CODING ENTROPY", 32, "CODING NEAREST NEIGHBOUR", indent + STEP);
        bit(mask, 8, "BYTE_ORDER LSB", 16, "BYTE_ORDER MSB", indent + STEP);
        bit(mask, 128, "HEADER RAW", 0, "", indent + STEP);
        line(indent, "}");
    }

    private void bit(int mask, int one, String word, int other, String otherWord, String indent) {
        if ((mask & one) != 0) {
            line(indent, word);
        } else if ((mask & other) != 0) {
            line(indent, otherWord);
        }
    }
}

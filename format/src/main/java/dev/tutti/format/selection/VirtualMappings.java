package dev.tutti.format.selection;

import dev.tutti.format.io.ByteSink;
import dev.tutti.format.io.ByteSource;
import dev.tutti.format.io.FormatException;
import dev.tutti.format.io.Lookup3;
import dev.tutti.format.io.Widths;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which elements of which datasets a virtual dataset is made of (format specification III.F, "Global Heap Block for Virtual Datasets"): an object of the global heap.
 *
 * <pre>
 *  1  version, 0 or 1
 *  L  number of mappings
 *     per mapping:
 *       1  version 1: flags: bit 0 file as in another mapping, bit 1 dataset as in another mapping, bit 2 the same file
 *       name of the file with its end mark; with bit 0 the number of the mapping that has it (L); with bit 2 nothing
 *       name of the dataset with its end mark; with bit 1 the number of the mapping that has it (L)
 *       selection in the source, see {@link StoredSelection}
 *       selection in the virtual dataset
 *  4  checksum
 * </pre>
 *
 * <p>Both versions are read, 0 is written.
 *
 * @param mappings later ones lie over earlier ones
 */
public record VirtualMappings(List<VirtualMappings.Mapping> mappings) {
    /** Name of the structure, for errors. */
    public static final String STRUCTURE = "virtual dataset mappings";

    /** What stands for the name of the file that the virtual dataset is in. */
    public static final String SAME_FILE = ".";

    private static final int FILE_SHARED = 1;
    private static final int DATASET_SHARED = 2;
    private static final int IN_SAME_FILE = 4;

    /** Copies the list. */
    public VirtualMappings {
        mappings = List.copyOf(mappings);
    }

    /**
     * One mapping: the elements of both selections belong together in their order.
     *
     * @param file name of the source file; {@link #SAME_FILE} for the one with the virtual dataset
     * @param dataset path of the source in it
     * @param source selection there
     * @param virtual selection in the virtual dataset
     */
    public record Mapping(String file, String dataset, StoredSelection source, StoredSelection virtual) {
        /** Checks that the names can be written. */
        public Mapping {
            FormatException.unless(
                    !file.isEmpty() && !dataset.isEmpty() && (file + dataset).indexOf('\0') < 0,
                    STRUCTURE,
                    "names of file and dataset",
                    file + ":" + dataset);
        }
    }

    /** Reads the mappings from an object of the global heap. */
    public static VirtualMappings decode(byte[] object, Widths widths) {
        ByteSource source = ByteSource.of(STRUCTURE, widths, object);
        int version = source.version(0, 1);
        long count = source.length();
        source.require(count <= source.remaining() / 8, "mappings inside the heap object", count);
        List<Mapping> mappings = new ArrayList<>((int) count);
        for (int i = 0; i < count; i++) {
            int flags = version == 0 ? 0 : source.u8();
            source.require((flags & ~7) == 0, "known flags", flags);
            String file = (flags & IN_SAME_FILE) != 0
                    ? SAME_FILE
                    : (flags & FILE_SHARED) != 0 ? earlier(mappings, source).file() : source.zeroTerminated();
            String dataset =
                    (flags & DATASET_SHARED) != 0 ? earlier(mappings, source).dataset() : source.zeroTerminated();
            mappings.add(new Mapping(file, dataset, StoredSelection.decode(source), StoredSelection.decode(source)));
        }
        int end = source.position();
        int computed = Lookup3.hash(object, 0, end);
        int stored = source.i32();
        if (computed != stored) {
            throw new FormatException(
                    STRUCTURE,
                    String.format(Locale.ROOT, "checksum 0x%08x", computed),
                    String.format(Locale.ROOT, "0x%08x", stored));
        }
        return new VirtualMappings(mappings);
    }

    private static Mapping earlier(List<Mapping> mappings, ByteSource source) {
        long number = source.length();
        source.require(number < mappings.size(), "the number of an earlier mapping", number);
        return mappings.get((int) number);
    }

    /** The object of the global heap. */
    public byte[] encode(Widths widths) {
        ByteSink sink = new ByteSink(widths);
        sink.u8(0).length(mappings.size());
        for (Mapping mapping : mappings) {
            sink.bytes(mapping.file.getBytes(StandardCharsets.UTF_8)).u8(0);
            sink.bytes(mapping.dataset.getBytes(StandardCharsets.UTF_8)).u8(0);
            mapping.source.encode(sink);
            mapping.virtual.encode(sink);
        }
        sink.checksum(0);
        return sink.toByteArray();
    }
}

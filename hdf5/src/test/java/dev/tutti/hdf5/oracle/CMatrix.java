package dev.tutti.hdf5.oracle;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/** Files of the whole matrix as the C library writes them, and what must be read in them. */
final class CMatrix {
    private CMatrix() {}

    /** Writes every type in every layout; returns the values by path. */
    static Map<String, List<Object>> datasets(Path path, CFile.Bounds bounds, Random random) {
        return sample(path, bounds, random, 1);
    }

    /** The same for one of {@code every} combinations by chance, and for all that are large. */
    static Map<String, List<Object>> sample(Path path, CFile.Bounds bounds, Random random, int every) {
        return CLibrary.call(() -> {
            Map<String, List<Object>> written = new LinkedHashMap<>();
            try (CFile file = CFile.create(path, bounds, random)) {
                targets(file);
                for (Map.Entry<String, LongSupplier> type : CTypes.all().entrySet()) {
                    file.group("/" + type.getKey());
                    for (LayoutCase layout : LayoutCase.all()) {
                        boolean possible = !layout.fletcher() || CTypes.checksummable(type.getKey());
                        if (possible && random.nextInt(every) == 0) {
                            String at = "/" + type.getKey() + "/" + layout.name();
                            written.put(at, file.dataset(at, type.getValue(), layout));
                        }
                    }
                }
                file.group("/large");
                for (LayoutCase layout : LayoutCase.large()) {
                    String at = "/large/" + layout.name();
                    written.put(at, file.dataset(at, CTypes.all().get("i32"), layout));
                }
            }
            return written;
        });
    }

    /** Writes groups, links of every kind, committed types and attributes of every type, few and many. */
    static void structures(Path path, CFile.Bounds bounds, Random random) {
        CLibrary.call(() -> {
            try (CFile file = CFile.create(path, bounds, random)) {
                targets(file);
                Map<String, LongSupplier> types = CTypes.all();
                for (Map.Entry<String, LongSupplier> type : types.entrySet()) {
                    String at = "/attributes/" + type.getKey();
                    file.group(at);
                    file.attribute(at, "scalar", type.getValue(), new long[] {});
                    file.attribute(at, "one", type.getValue(), new long[] {1});
                    file.attribute(at, "matrix", type.getValue(), new long[] {2, 3});
                    file.attribute(at, "nothing", type.getValue(), null);
                    file.attribute("/attributes", "all_" + type.getKey(), type.getValue(), new long[] {2});
                }
                file.group("/many");
                for (int i = 0; i < 300; i++) {
                    file.group("/many/group " + i);
                    if (i % 3 == 0) {
                        file.soft("/many/soft " + i, "../many/group " + i);
                        file.external("/many/external " + i, "other.h5", "/somewhere/" + i);
                        file.hard("/many/hard " + i, "/many/group " + i);
                    }
                }
                file.soft("/dangling", "/no/such/thing");
                file.hard("/many/loop", "/many");
                file.committed("/type", types.get("compoundnested"));
                file.committed("/enumtype", types.get("bool"));
                file.attribute("/type", "note", types.get("vstring"), new long[] {});
                file.group("/größe/μ");
            }
            return null;
        });
    }

    private static void targets(CFile file) {
        file.group("/target");
        file.target("/target");
        LayoutCase layout = LayoutCase.all().get(1);
        file.dataset("/target/number", CTypes.all().get("f64"), layout);
        file.target("/target/number");
    }
}
